package io.cdntopology.git;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;

/**
 * The proxy through which an HTTP server is reached.
 *
 * @param address     not resolved
 * @param credentials who asks it; nobody in particular if it wants none
 */
record HttpProxy(InetSocketAddress address, Optional<GitCredentials> credentials) {
    static HttpProxy of(String host, int port, Optional<GitCredentials> credentials) {
        return new HttpProxy(InetSocketAddress.createUnresolved(host, port), credentials);
    }

    /** Its host and port. */
    String text() {
        return address.getHostString() + ":" + address.getPort();
    }

    URI url() {
        return URI.create("http://" + text());
    }

    /** The value of the header that says who asks it, as the password is now. */
    Optional<String> authorization() {
        return credentials.map(who -> who.authorization(who.now()));
    }

    /** No secrets. */
    @Override
    public String toString() {
        return text();
    }
}
