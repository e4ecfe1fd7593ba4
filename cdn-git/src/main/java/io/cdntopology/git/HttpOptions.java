package io.cdntopology.git;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * The options of a {@link GitSource} that are for HTTP servers.
 *
 * @param credentials who asks
 * @param trust       gives the authorities that certificates are checked by, in PEM, at each use
 * @param proxy       through which a server is reached
 */
record HttpOptions(Optional<GitCredentials> credentials, Optional<Supplier<byte[]>> trust, Optional<HttpProxy> proxy) {
    static final HttpOptions NONE = new HttpOptions(Optional.empty(), Optional.empty(), Optional.empty());

    HttpOptions withCredentials(GitCredentials value) {
        return new HttpOptions(Optional.of(value), trust, proxy);
    }

    HttpOptions withTrust(Supplier<byte[]> value) {
        return new HttpOptions(credentials, Optional.of(value), proxy);
    }

    HttpOptions withProxy(HttpProxy value) {
        return new HttpOptions(credentials, trust, Optional.of(value));
    }
}
