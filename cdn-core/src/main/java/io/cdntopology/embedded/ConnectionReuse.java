package io.cdntopology.embedded;

/**
 * Whether the connection stays open after a response with a body.
 *
 * <p>Before JDK 23 the JDK's server writes headers and body separately, with Nagle's algorithm on (JDK-6968351). On a
 * connection that is kept open the body of a small response then waits for the client's acknowledgement of the headers,
 * which the client delays: 44 ms for each response on Linux, where a new connection costs 0.4 ms. Closing the
 * connection makes the body leave at once. {@code -Dsun.net.httpserver.nodelay=true} avoids the wait as well, but is an
 * application's to set: it applies to each such server in the JVM and counts only if it is set before the first one.
 */
final class ConnectionReuse {
    private static final int FIRST_JDK_THAT_WRITES_ONCE = 23;

    /** More than one TCP segment, of which loopback takes 64 KiB: acknowledged without delay. */
    private static final long LARGE_BODY_BYTES = 128 * 1024;

    private ConnectionReuse() {}

    /** Whether the response does not stall on a connection that stays open. */
    static boolean suits(long bodyBytes) {
        return bodyBytes == 0
                || bodyBytes >= LARGE_BODY_BYTES
                || Runtime.version().feature() >= FIRST_JDK_THAT_WRITES_ONCE
                || Boolean.getBoolean("sun.net.httpserver.nodelay");
    }
}
