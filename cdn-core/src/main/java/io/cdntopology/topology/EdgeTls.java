package io.cdntopology.topology;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * How edges answer over TLS, besides with which certificate.
 *
 * @param port         the TCP port that nginx listens on for it, inside of an edge's container, 1 to 65535; default 8443
 * @param redirectPort the port in the URLs that plain HTTP redirects to, 1 to 65535; empty, the default, if it answers as TLS
 *     does
 * @param interval     how often it is looked for another certificate, 1 second to 1 day; default 1 minute
 */
public record EdgeTls(int port, OptionalInt redirectPort, Duration interval) {
    /** The port of {@code https} URLs that name none. */
    public static final int HTTPS = 443;

    private static final int MAX_PORT = 65_535;
    private static final Duration MIN_INTERVAL = Duration.ofSeconds(1);
    private static final Duration MAX_INTERVAL = Duration.ofDays(1);

    /** Port 8443 in containers, the same answers over plain HTTP, a look each minute. */
    public static final EdgeTls DEFAULT = new EdgeTls(8443, OptionalInt.empty(), Duration.ofMinutes(1));

    /**
     * @throws CdnException with {@code INVALID_ARGUMENT} naming each value that is out of range
     */
    public EdgeTls {
        Objects.requireNonNull(redirectPort, "redirectPort");
        List<Problem> problems = new ArrayList<>();
        requirePort(problems, "port", port);
        redirectPort.ifPresent(number -> requirePort(problems, "redirectPort", number));
        if (interval.compareTo(MIN_INTERVAL) < 0 || interval.compareTo(MAX_INTERVAL) > 0) {
            problems.add(new Problem(
                    "interval", interval + " is out of range", "give " + MIN_INTERVAL + " to " + MAX_INTERVAL));
        }
        if (!problems.isEmpty()) {
            throw CdnException.of(ErrorCode.INVALID_ARGUMENT, "Describing TLS", problems);
        }
    }

    private static void requirePort(List<Problem> problems, String where, int port) {
        if (port < 1 || port > MAX_PORT) {
            problems.add(new Problem(where, port + " is no TCP port", "give 1 to " + MAX_PORT));
        }
    }

    /** A copy by which nginx listens on another {@link #port}. */
    public EdgeTls withPort(int number) {
        return new EdgeTls(number, redirectPort, interval);
    }

    /** A copy by which plain HTTP redirects to {@code https}, where users reach it at its usual port, 443. */
    public EdgeTls withRedirect() {
        return withRedirect(HTTPS);
    }

    /**
     * A copy by which plain HTTP answers 308, with the same path and query, except below {@code /-/}, which is asked by whoever
     * watches an edge.
     *
     * @param number where users reach TLS: the edge's own port for it, or that of what is in front of it
     */
    public EdgeTls withRedirect(int number) {
        return new EdgeTls(port, OptionalInt.of(number), interval);
    }

    /** A copy with another {@link #interval}. */
    public EdgeTls withInterval(Duration duration) {
        return new EdgeTls(port, redirectPort, duration);
    }
}
