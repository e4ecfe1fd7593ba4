package io.cdntopology.spi;

/**
 * The id of a lease.
 *
 * @param value as the store gives it
 */
public record LeaseId(long value) {}
