package io.cdntopology.embedded;

import com.sun.net.httpserver.Headers;
import java.net.InetAddress;
import java.net.URI;

/** What answers requests. Safe for use by several threads. */
@FunctionalInterface
interface Site {
    /**
     * Answers a request.
     *
     * @param method  the method, as it was sent
     * @param target  the request target
     * @param headers the headers of the request
     * @param client  who sent it
     */
    Reply answer(String method, URI target, Headers headers, InetAddress client);
}
