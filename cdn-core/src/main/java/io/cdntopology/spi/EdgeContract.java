package io.cdntopology.spi;

/** What every edge answers besides content, whatever it runs on; the paths win over content of the same name. */
public final class EdgeContract {
    /** Answers 200 while a release is live, 503 otherwise. */
    public static final String HEALTH_PATH = "/-/health";

    /** Answers a JSON document that names the release that is served: {@code {"version":1,"commit":…,"tree":…}}. */
    public static final String RELEASE_PATH = "/-/release";

    /**
     * The header that names the commit of the release that a response was served from. An asset with a fingerprint in its
     * name that only an earlier release has is sent in the name of the live one.
     */
    public static final String RELEASE_HEADER = "X-Cdn-Release";

    /** The header by which an edge names the commit of the configuration that it serves by, where that has one. */
    public static final String CONFIGURATION_HEADER = "X-Cdn-Configuration";

    /** In how many releases before the live one edges look for assets at most. */
    public static final int MAX_EARLIER_RELEASES = 9;

    private EdgeContract() {}
}
