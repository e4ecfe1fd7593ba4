package io.cdntopology.git;

import java.io.IOException;

/** An HTTP server answered with a status that is no success, or with one that leads to nowhere. */
final class HttpRefusal extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final boolean withCredentials;

    HttpRefusal(int status, boolean withCredentials, IOException cause) {
        super("status " + status, cause);
        this.status = status;
        this.withCredentials = withCredentials;
    }

    int status() {
        return status;
    }

    /** Whether the request carried credentials for who answered: the server, or with 407 the proxy. */
    boolean withCredentials() {
        return withCredentials;
    }
}
