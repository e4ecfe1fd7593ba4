package io.cdntopology.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is known of containers in detail. An engine that tells of changes is asked once for each container, and again for
 * those that it tells of. Thread-safe.
 */
final class Inspections {
    private final EngineConnection engine;
    private final Map<String, InspectContainerResponse> known = new ConcurrentHashMap<>();

    /** Whether the engine tells of changes at the moment. */
    private volatile Following following = Following.NO;

    /** Those that are asked for, until the engine tells of them: that may be newer than the answer. */
    private final Map<String, Object> asked = new ConcurrentHashMap<>();

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
        Object question = new Object();
        asked.put(id, question);
        Optional<InspectContainerResponse> found = engine.callRepeatable("Inspecting container " + id, client -> {
            try {
                return Optional.of(client.inspectContainerCmd(id).exec());
            } catch (NotFoundException e) {
                return Optional.empty();
            }
        });
        found.ifPresent(container -> known.put(id, container));
        if (!asked.remove(id, question) || following == Following.NO) {
            known.remove(id);
        }
        return found;
    }

    /** Something about a container has changed. */
    void changed(String id) {
        asked.remove(id);
        known.remove(id);
    }

    /** From now on the engine tells of changes. */
    void followed() {
        forget();
        following = Following.YES;
    }

    /** The engine does not tell of changes any more. */
    void lost() {
        following = Following.NO;
        forget();
    }

    private void forget() {
        asked.clear();
        known.clear();
    }

    /** Others do not exist any more. */
    void keepOnly(Collection<String> ids) {
        asked.keySet().retainAll(ids);
        known.keySet().retainAll(ids);
    }
}
