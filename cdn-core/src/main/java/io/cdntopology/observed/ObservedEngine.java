package io.cdntopology.observed;

import java.util.List;
import java.util.Objects;

/**
 * A container engine that parts of a network run on.
 *
 * @param address       where it is
 * @param version       its version, such as {@code 27.3.1}
 * @param storageDriver how it keeps files, such as {@code overlay2}
 * @param cgroupVersion 1 or 2: by what it limits containers; 0 if it does not say
 * @param architecture  of its machine, such as {@code x86_64}
 * @param warnings      what its users should know, such as that its storage driver is slow; may be empty
 */
public record ObservedEngine(
        String address,
        String version,
        String storageDriver,
        int cgroupVersion,
        String architecture,
        List<String> warnings) {
    public ObservedEngine {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(storageDriver, "storageDriver");
        Objects.requireNonNull(architecture, "architecture");
        warnings = List.copyOf(warnings);
    }
}
