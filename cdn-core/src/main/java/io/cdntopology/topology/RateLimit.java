package io.cdntopology.topology;

import java.time.Duration;

/**
 * How often each client may ask one edge. A client is an IP address,
 * also of version 6, of which one person may have many; an edge counts for itself, knows nothing of what others
 * count, and forgets it when it ends. Where edges are behind a proxy, all clients of the proxy are one.
 *
 * <p>Requests leak out of a bucket at the given rate; one that finds more than the burst in it is one too many, and is not
 * counted. Others are answered at once. That is {@code limit_req} of nginx, with {@code nodelay}.
 *
 * <p>Any numbers are taken here: an {@link EdgeConfiguration} says what is wrong with them, with all other mistakes.
 *
 * @param requestsPerMinute at what rate, 1 to 6,000,000
 * @param burst             how many more at once, 0 to 1,000,000
 */
public record RateLimit(long requestsPerMinute, long burst) {
    static final long MAX_REQUESTS_PER_MINUTE = 6_000_000;
    static final long MAX_BURST = 1_000_000;

    private static final int SECONDS_PER_MINUTE = 60;
    private static final long THOUSANDTHS = 1_000;

    /**
     * A rate of so many requests a second.
     *
     * @param requests 1 to 100,000
     * @param burst    how many more at once, 0 to 1,000,000
     */
    public static RateLimit perSecond(int requests, int burst) {
        return perMinute(requests * (long) SECONDS_PER_MINUTE, burst);
    }

    /**
     * A rate of so many requests a minute.
     *
     * @param requests 1 to 6,000,000
     * @param burst    how many more at once, 0 to 1,000,000
     */
    public static RateLimit perMinute(long requests, long burst) {
        return new RateLimit(requests, burst);
    }

    /** What leaks out in a second, in thousandths of a request, rounded down as nginx does it. */
    public long thousandthsPerSecond() {
        return requestsPerMinute * THOUSANDTHS / SECONDS_PER_MINUTE;
    }

    /** In what time a client that has used up its burst may ask once more: whole seconds, at least one. The rate is in its range. */
    public Duration retryAfter() {
        long rate = thousandthsPerSecond();
        return Duration.ofSeconds((THOUSANDTHS + rate - 1) / rate);
    }

    /** The numbers, for a message. */
    @Override
    public String toString() {
        return requestsPerMinute + " requests a minute, and " + burst + " more at once";
    }
}
