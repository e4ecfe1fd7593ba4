package io.cdntopology.docker;

import io.cdntopology.topology.EdgeId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** One change to an edge that runs at a time: who reads its files must not find those of a change that is half made. */
final class EdgeLocks {
    private final Map<EdgeId, ReentrantLock> locks = new ConcurrentHashMap<>();

    <T> T with(EdgeId edge, Supplier<T> change) {
        ReentrantLock lock = locks.computeIfAbsent(edge, id -> new ReentrantLock());
        lock.lock();
        try {
            return change.get();
        } finally {
            lock.unlock();
        }
    }
}
