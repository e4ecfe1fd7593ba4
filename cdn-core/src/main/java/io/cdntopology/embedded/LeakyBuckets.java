package io.cdntopology.embedded;

import io.cdntopology.topology.RateLimit;
import io.cdntopology.topology.RateRule;
import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What is in the bucket of each client by one limit, in thousandths of a request, as nginx counts; the first request leaves it
 * empty. Clients that asked long ago are forgotten for new ones. Not thread-safe.
 */
final class LeakyBuckets {
    static final int MAX_CLIENTS = 10_000;

    private static final long REQUEST = 1_000;
    private static final long MILLIS_PER_SECOND = 1_000;

    private final Pattern paths;
    private final RateLimit limit;
    private final Map<InetAddress, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, Bucket> eldest) {
            return size() > MAX_CLIENTS;
        }
    };

    private record Bucket(long content, long millis) {}

    LeakyBuckets(RateRule rule) {
        this.paths = Pattern.compile(rule.paths().regex());
        this.limit = rule.limit();
    }

    boolean appliesTo(String path) {
        return paths.matcher(path).matches();
    }

    boolean hasRoom(InetAddress client, long now) {
        return with(client, now) <= limit.burst() * REQUEST;
    }

    void add(InetAddress client, long now) {
        buckets.put(client, new Bucket(with(client, now), now));
    }

    /** What would be in it with one request more. */
    private long with(InetAddress client, long now) {
        Bucket bucket = buckets.get(client);
        if (bucket == null) {
            return 0;
        }
        long leaked = limit.thousandthsPerSecond() * (now - bucket.millis()) / MILLIS_PER_SECOND;
        return Math.max(0, bucket.content() - leaked + REQUEST);
    }

    Duration retryAfter() {
        return limit.retryAfter();
    }
}
