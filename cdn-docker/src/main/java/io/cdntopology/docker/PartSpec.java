package io.cdntopology.docker;

import io.cdntopology.topology.PartId;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a part is on an engine. */
sealed interface PartSpec {
    /** The settings that it is to have, as people read them. */
    SortedMap<String, String> settings(String name);

    /** The parts that have to be there before it can be made. */
    default Set<PartId> needs() {
        return Set.of();
    }

    /** A bridge of its own. */
    record Network() implements PartSpec {
        static final String DRIVER = "bridge";

        @Override
        public SortedMap<String, String> settings(String name) {
            return new TreeMap<>(Map.of("name", name, "driver", DRIVER));
        }
    }

    /** A volume on the engine's disk. */
    record Volume() implements PartSpec {
        @Override
        public SortedMap<String, String> settings(String name) {
            return new TreeMap<>();
        }
    }

    /**
     * A content container that others made.
     *
     * @param container its name
     */
    record Adopted(String container) implements PartSpec {
        @Override
        public SortedMap<String, String> settings(String name) {
            return new TreeMap<>(Map.of("container", container));
        }
    }

    /**
     * A container.
     *
     * @param needs its networks and volumes, and the containers whose volumes it has
     */
    record Container(ContainerSpec spec, Set<PartId> needs) implements PartSpec {
        @Override
        public SortedMap<String, String> settings(String name) {
            return ContainerSettings.wanted(name, spec);
        }

        /** Whether it can have another port than one of which an engine says that it is taken. */
        boolean hasOtherPorts(String said) {
            return spec.ports().stream().anyMatch(PublishedPort::isAny)
                    && spec.ports().stream()
                            .filter(port -> !port.isAny())
                            .noneMatch(port -> said.contains(":" + port.outside()));
        }
    }
}
