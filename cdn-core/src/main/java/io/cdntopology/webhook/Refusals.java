package io.cdntopology.webhook;

import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Counts how often clients failed to prove who they are, so that none can try many secrets. Whoever is right is never counted.
 * Clients that were refused long ago are forgotten for new ones. Thread-safe.
 */
final class Refusals {
    static final int MAX = 10;
    static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int MAX_CLIENTS = 10_000;

    private final LongSupplier nanos;
    private final Map<InetAddress, Count> counts = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, Count> eldest) {
            return size() > MAX_CLIENTS;
        }
    };

    /** From a moment on. */
    private record Count(int number, long since) {}

    /**
     * @param nanos tells the time, from any moment on
     */
    Refusals(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Whether a client was refused too often of late. */
    synchronized boolean areTooMany(InetAddress client) {
        Count count = counts.get(client);
        return count != null && count.number() >= MAX && isRecent(count);
    }

    synchronized void add(InetAddress client) {
        counts.compute(
                client,
                (key, before) -> before != null && isRecent(before)
                        ? new Count(before.number() + 1, before.since())
                        : new Count(1, nanos.getAsLong()));
    }

    private boolean isRecent(Count count) {
        return nanos.getAsLong() - count.since() < WINDOW.toNanos();
    }
}
