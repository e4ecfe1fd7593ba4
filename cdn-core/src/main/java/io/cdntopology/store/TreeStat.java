package io.cdntopology.store;

import java.nio.charset.StandardCharsets;

/**
 * What has to be known of a stored tree without reading it. What is reachable twice counts twice.
 *
 * @param height      levels of directories below it; 0 if it holds files only
 * @param files       files in it and everything below
 * @param directories directories in it and everything below
 * @param pathBytes   bytes of the longest path below it, in UTF-8
 */
record TreeStat(int height, long files, long directories, int pathBytes) {
    /**
     * Directories up to this height are stored once and linked to; higher ones are real directories inside the one
     * above them. A path meets directories of falling height, so a lookup follows at most this many links and the two
     * of the pointer. Linux gives up after 40 (path_resolution(7)), and when it has to begin a lookup anew, as another
     * process changed something on the way, it goes on counting: twice as many have to be allowed. The rest is for links
     * that lead to the content root.
     */
    static final int LINKED_HEIGHTS = 16;

    static final TreeStat EMPTY = new TreeStat(0, 0, 0, 0);

    /** Whether other trees link to it, instead of containing it. */
    boolean isLinked() {
        return height < LINKED_HEIGHTS;
    }

    TreeStat withFile(String name) {
        return new TreeStat(height, saturated(files, 1), directories, Math.max(pathBytes, bytes(name)));
    }

    TreeStat withDirectory(String name, TreeStat directory) {
        return new TreeStat(
                Math.max(height, directory.height + 1),
                saturated(files, directory.files),
                saturated(directories, saturated(directory.directories, 1)),
                Math.max(pathBytes, bytes(name) + 1 + directory.pathBytes));
    }

    /** Files and directories. */
    long entries() {
        return saturated(files, directories);
    }

    private static int bytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Links can multiply files beyond any number. */
    private static long saturated(long a, long b) {
        long sum = a + b;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }
}
