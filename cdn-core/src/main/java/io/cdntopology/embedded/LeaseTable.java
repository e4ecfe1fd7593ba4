package io.cdntopology.embedded;

import io.cdntopology.spi.Key;
import io.cdntopology.spi.LeaseId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The leases that exist, when each ends unless it is renewed, and the keys that end with it. Guarded by its
 * {@link KeyValueStore}.
 */
final class LeaseTable {
    private final Map<LeaseId, Grant> grants = new HashMap<>();
    private final Map<Key, LeaseId> leaseByKey = new HashMap<>();
    private long lastId;

    private static final class Grant {
        final Duration ttl;
        final Set<Key> keys = new TreeSet<>();
        long endsAtNanos;

        StoreClock.@Nullable Timer expiry;

        Grant(Duration ttl) {
            this.ttl = ttl;
        }
    }

    LeaseId grant(Duration ttl, long nowNanos) {
        LeaseId id = new LeaseId(++lastId);
        grants.put(id, new Grant(ttl));
        renew(id, nowNanos);
        return id;
    }

    boolean exists(LeaseId id) {
        return grants.containsKey(id);
    }

    List<LeaseId> all() {
        return List.copyOf(grants.keySet());
    }

    /** Lets a lease live for its whole time again; false if it does not exist. */
    boolean renew(LeaseId id, long nowNanos) {
        Grant grant = grants.get(id);
        if (grant == null) {
            return false;
        }
        grant.endsAtNanos = nowNanos + grant.ttl.toNanos();
        return true;
    }

    /** How long a lease lives without being renewed; zero or less if it is due or does not exist. */
    Duration left(LeaseId id, long nowNanos) {
        Grant grant = grants.get(id);
        return grant == null ? Duration.ZERO : Duration.ofNanos(grant.endsAtNanos - nowNanos);
    }

    /** Remembers the timer that waits for a lease's end. */
    void expiry(LeaseId id, StoreClock.Timer timer) {
        Grant grant = grants.get(id);
        if (grant != null) {
            grant.expiry = timer;
        }
    }

    void attach(Key key, LeaseId id) {
        Grant grant = grants.get(id);
        if (grant != null) {
            grant.keys.add(key);
            leaseByKey.put(key, id);
        }
    }

    void detach(Key key) {
        LeaseId id = leaseByKey.remove(key);
        Grant grant = id == null ? null : grants.get(id);
        if (grant != null) {
            grant.keys.remove(key);
        }
    }

    /** Ends a lease and gives the keys that end with it; none if it does not exist. */
    Set<Key> remove(LeaseId id) {
        Grant grant = grants.remove(id);
        if (grant == null) {
            return Set.of();
        }
        if (grant.expiry != null) {
            grant.expiry.cancel();
        }
        grant.keys.forEach(leaseByKey::remove);
        return grant.keys;
    }
}
