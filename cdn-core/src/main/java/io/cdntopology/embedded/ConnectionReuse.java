package io.cdntopology.embedded;

/**
 * Whether the connection stays open after a response.
 *
 * <p>The JDK's server leaves Nagle's algorithm on and writes a response in several steps (JDK-6968351). On a connection
 * that stays open the last step then waits for the client to acknowledge the one before, which the client delays: 44 ms
 * for nearly each response of less than a TCP segment, and now and then for larger ones. Closing the connection makes
 * everything leave at once, and the next connection costs 0.4 ms. Since JDK 23 headers and body are one step, but only
 * if both fit into a buffer of 8 KiB.
 *
 * <p>{@code -Dsun.net.httpserver.nodelay=true} avoids the wait as well, but is the application's to set: it is read once
 * in the life of a JVM and applies to each such server in it.
 */
final class ConnectionReuse {
    private static final int FIRST_JDK_WITH_BUFFER = 23;

    /** Half of the buffer; the headers of an edge are far smaller than the other half. */
    private static final long BUFFERED_BODY_BYTES = 4096;

    private ConnectionReuse() {}

    /** Whether a response does not stall on a connection that stays open. */
    static boolean suits(long bodyBytes) {
        boolean buffered = Runtime.version().feature() >= FIRST_JDK_WITH_BUFFER && bodyBytes <= BUFFERED_BODY_BYTES;
        return bodyBytes == 0 || buffered || Boolean.getBoolean("sun.net.httpserver.nodelay");
    }
}
