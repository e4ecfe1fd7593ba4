package io.cdntopology.embedded;

import io.cdntopology.spi.Coordination;
import io.cdntopology.spi.CoordinationClient;

/**
 * A coordination store in the memory of this JVM, with the semantics of etcd: one counter of revisions, transactions,
 * watches from any revision that is not compacted, leases.
 *
 * <pre>{@code
 * InMemoryCoordination coordination = InMemoryCoordination.create();
 * try (CoordinationClient client = coordination.connect()) {
 *     client.commit(new Transaction(List.of(), List.of(new Write.Put(new Key("/greeting"), "hello"))));
 * }
 * }</pre>
 *
 * <p>The store lives as long as this object. It keeps the changes of the last 10,000 revisions for watches. Its threads
 * are daemons, and end when nothing is left for them to do. It may be used from several threads.
 */
public final class InMemoryCoordination implements Coordination {
    private final StoreClock clock;
    private final KeyValueStore store;
    private final CoordinationFaults faults;

    InMemoryCoordination(StoreClock clock) {
        this.clock = clock;
        store = new KeyValueStore(clock);
        faults = new CoordinationFaults(store);
    }

    /** A new, empty store. */
    public static InMemoryCoordination create() {
        return new InMemoryCoordination(StoreClock.system());
    }

    @Override
    public String location() {
        return "the memory of this JVM";
    }

    @Override
    public CoordinationClient connect() {
        return new KeyValueClient(store, clock);
    }

    /** What can go wrong with the store, for tests. Always the same object. */
    public CoordinationFaults faults() {
        return faults;
    }
}
