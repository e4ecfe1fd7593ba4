package io.cdntopology.spi;

/** A lease that is kept alive by the client that granted it. */
public interface Lease extends AutoCloseable {
    /** Its id, for {@link Write.PutLeased}. */
    LeaseId id();

    /**
     * Whether it certainly still holds. False from two thirds of the granted time after the last renewal that
     * succeeded: before the store lets go of it, so that the holder steps down first. Never true again after false.
     */
    boolean isHeld();

    /** Gives the lease up; its keys are deleted, at one revision. Idempotent, and quiet if the store cannot be reached. */
    @Override
    void close();
}
