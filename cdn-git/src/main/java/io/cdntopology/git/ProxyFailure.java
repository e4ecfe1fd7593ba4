package io.cdntopology.git;

import java.net.SocketException;

/** A proxy does not connect to the server. */
final class ProxyFailure extends SocketException {
    private static final long serialVersionUID = 1L;

    ProxyFailure(String message) {
        super(message);
    }
}
