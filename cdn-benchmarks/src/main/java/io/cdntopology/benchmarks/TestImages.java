package io.cdntopology.benchmarks;

/** The images that {@code scripts/engine images} provides. */
final class TestImages {
    static final String NGINX = "cdn-test/nginx:1";
    static final String ETCD = "cdn-test/etcd:1";
    static final String JAVA = "cdn-test/java:1";
    static final String GIT = "cdn-test/git:1";

    private TestImages() {}
}
