package io.cdntopology.docker;

import io.cdntopology.topology.EdgeSpec;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a part is on an engine. */
sealed interface PartSpec {
    /** The settings that it is to have, as people read them. */
    SortedMap<String, String> settings(String name);

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

    /** A container. */
    record Container(ContainerSpec spec) implements PartSpec {
        @Override
        public SortedMap<String, String> settings(String name) {
            return ContainerSettings.wanted(name, spec);
        }

        /** Whether the engine may give it any port. */
        boolean isPortAny() {
            return spec.port()
                    .filter(port -> port.outside() == EdgeSpec.ANY_PORT)
                    .isPresent();
        }
    }
}
