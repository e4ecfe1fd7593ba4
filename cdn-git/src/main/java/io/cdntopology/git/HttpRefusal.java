package io.cdntopology.git;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An HTTP server answered with a status that is no success, or with one that leads to nowhere. */
final class HttpRefusal extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final boolean withCredentials;
    private final @Nullable String other;

    HttpRefusal(int status, boolean withCredentials, IOException cause) {
        this(status, withCredentials, Optional.empty(), cause);
    }

    /**
     * @param other the server that answered, if it is another one than that of the address
     */
    HttpRefusal(int status, boolean withCredentials, Optional<String> other, IOException cause) {
        super("status " + status, cause);
        this.status = status;
        this.withCredentials = withCredentials;
        this.other = other.orElse(null);
    }

    int status() {
        return status;
    }

    /** Whether the request carried credentials for who answered: the server, or with 407 the proxy. */
    boolean withCredentials() {
        return withCredentials;
    }

    /** Where the server of the address led, by scheme, host and port, if that is another one, which answered. */
    Optional<String> other() {
        return Optional.ofNullable(other);
    }
}
