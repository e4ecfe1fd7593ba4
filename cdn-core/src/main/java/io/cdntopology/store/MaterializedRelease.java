package io.cdntopology.store;

import io.cdntopology.release.Release;

/**
 * A release that is in the store, whole, whether it is live or not.
 *
 * @param release the release
 * @param trees   directories that had to be written
 * @param files   files that had to be written; unchanged ones are shared
 * @param bytes   bytes that had to be written
 */
public record MaterializedRelease(Release release, long trees, long files, long bytes) {}
