package io.cdntopology.benchmarks;

/** A page of a site: its path below the root, and all of its text. */
record Page(String path, String text) {
    /** The same page below a directory; empty or with a slash at its end. */
    Page below(String directory) {
        return new Page(directory + path, text);
    }
}
