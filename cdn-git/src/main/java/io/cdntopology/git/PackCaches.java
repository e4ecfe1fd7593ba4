package io.cdntopology.git;

import org.eclipse.jgit.storage.file.WindowCacheConfig;

/** What JGit keeps of packs, in one cache for all repositories of a process. */
final class PackCaches {
    private static final int WINDOW_BYTES = 8 * WindowCacheConfig.KB;
    private static final int SMALL_WINDOWS_BYTES = 512 * WindowCacheConfig.KB;
    private static final int SMALL_BASES_BYTES = 256 * WindowCacheConfig.KB;

    private PackCaches() {}

    /**
     * Keeps little. A release is read once, in the order of its trees: next to nothing is found again in a cache, but all of it
     * gets old there, which the collector of a small heap has to clear away in full collections. By JGit's own sizes, 10 MB
     * each, 100,000 files took 24 of those and a sixth more time.
     */
    static void keepSmall() {
        WindowCacheConfig small = new WindowCacheConfig();
        small.setPackedGitWindowSize(WINDOW_BYTES);
        small.setPackedGitLimit(SMALL_WINDOWS_BYTES);
        small.setPackedGitUseStrongRefs(true);
        small.setDeltaBaseCacheLimit(SMALL_BASES_BYTES);
        small.install();
    }
}
