package io.cdntopology.docker;

import java.util.Objects;

/**
 * What is known of an engine. It does not change while the engine runs.
 *
 * @param id              its id, as it gave it to itself; may be empty
 * @param name            the name of its machine
 * @param version         its version, such as {@code 27.3.1}
 * @param apiVersion      the version of its API that is spoken to it, such as {@code 1.47}; it may know newer ones
 * @param storage         how it keeps files
 * @param cgroupVersion   1 or 2: by what it limits containers; 0 if it does not say
 * @param architecture    of its machine, such as {@code x86_64}
 * @param operatingSystem of its machine, such as {@code Debian GNU/Linux 12 (bookworm)}
 * @param kernel          version of its machine's kernel
 */
public record EngineFacts(
        String id,
        String name,
        String version,
        String apiVersion,
        StorageDriver storage,
        int cgroupVersion,
        String architecture,
        String operatingSystem,
        String kernel) {
    public EngineFacts {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(apiVersion, "apiVersion");
        Objects.requireNonNull(storage, "storage");
        Objects.requireNonNull(architecture, "architecture");
        Objects.requireNonNull(operatingSystem, "operatingSystem");
        Objects.requireNonNull(kernel, "kernel");
    }
}
