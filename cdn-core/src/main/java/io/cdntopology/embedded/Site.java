package io.cdntopology.embedded;

import com.sun.net.httpserver.Headers;
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
     */
    Reply answer(String method, URI target, Headers headers);
}
