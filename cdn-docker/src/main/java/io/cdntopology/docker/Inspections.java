package io.cdntopology.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What is known of containers in detail. An engine that tells of changes is asked once for each container, and again for
 * those that it tells of. Thread-safe.
 */
final class Inspections {
    private final EngineConnection engine;
    private final Map<String, InspectContainerResponse> known = new ConcurrentHashMap<>();

    /** Whether the engine tells of changes at the moment. */
    private volatile Following following = Following.NO;

    /** How often the engine has told of something, or was followed anew. */
    private final AtomicLong told = new AtomicLong();

    private enum Following {
        YES,
        NO
    }

    Inspections(EngineConnection engine) {
        this.engine = engine;
    }

    /** The container of an id; empty if there is none any more. */
    Optional<InspectContainerResponse> of(String id) {
        Optional<InspectContainerResponse> remembered = Optional.ofNullable(known.get(id));
        if (remembered.isPresent()) {
            return remembered;
        }
        long before = told.get();
        Optional<InspectContainerResponse> found = engine.callRepeatable("Inspecting container " + id, client -> {
            try {
                return Optional.of(client.inspectContainerCmd(id).exec());
            } catch (NotFoundException e) {
                return Optional.empty();
            }
        });
        found.ifPresent(container -> known.put(id, container));
        // What the engine told of meanwhile may be newer than the answer.
        if (following == Following.NO || told.get() != before) {
            known.remove(id);
        }
        return found;
    }

    /** Something about a container has changed. */
    void changed(String id) {
        told.incrementAndGet();
        known.remove(id);
    }

    /** From now on the engine tells of changes. */
    void followed() {
        told.incrementAndGet();
        known.clear();
        following = Following.YES;
    }

    /** The engine does not tell of changes any more. */
    void lost() {
        following = Following.NO;
        told.incrementAndGet();
        known.clear();
    }

    /** Others do not exist any more. */
    void keepOnly(Collection<String> ids) {
        known.keySet().retainAll(ids);
    }
}
