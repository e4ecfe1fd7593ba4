package io.cdntopology.embedded;

import io.cdntopology.topology.RateRule;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Counts what each client asks an edge for. Thread-safe. */
final class ClientLimits {
    private final List<LeakyBuckets> limits;
    private final LongSupplier millis;

    ClientLimits(List<RateRule> rules) {
        this(rules, () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
    }

    /**
     * @param millis tells the time, from any moment on
     */
    ClientLimits(List<RateRule> rules, LongSupplier millis) {
        this.limits = rules.stream().map(LeakyBuckets::new).toList();
        this.millis = millis;
    }

    /**
     * Counts a request, by every limit that applies or, if it is one too many for any, by none.
     *
     * @return if it is one too many, when to ask again
     */
    Optional<Duration> retryAfter(InetAddress client, RequestPath path) {
        if (path.isAboutTheEdge()) {
            return Optional.empty();
        }
        String file = "/" + path.file();
        List<LeakyBuckets> applying =
                limits.stream().filter(limit -> limit.appliesTo(file)).toList();
        return counts(applying, client)
                ? Optional.empty()
                : applying.stream().map(LeakyBuckets::retryAfter).max(Duration::compareTo);
    }

    private synchronized boolean counts(List<LeakyBuckets> applying, InetAddress client) {
        long now = millis.getAsLong();
        boolean hasRoom = applying.stream().allMatch(limit -> limit.hasRoom(client, now));
        if (hasRoom) {
            applying.forEach(limit -> limit.add(client, now));
        }
        return hasRoom;
    }
}
