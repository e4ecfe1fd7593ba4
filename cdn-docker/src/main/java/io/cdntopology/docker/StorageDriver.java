package io.cdntopology.docker;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How an engine keeps the files of images and containers.
 *
 * @param name    as the engine calls it: {@code overlay2}, {@code vfs}, …
 * @param warning why containers are slow on it, and what to do; empty if they are not
 */
public record StorageDriver(String name, Optional<String> warning) {
    private static final String ADVICE = "; use overlay2: set \"storage-driver\" in /etc/docker/daemon.json";
    private static final String COPIES = "copies all files of an image for each container";

    /** Drivers that are slow wherever they run. */
    private static final Map<String, String> SLOW = Map.of(
            "vfs", COPIES,
            "native", COPIES,
            "fuse-overlayfs", "sends each file operation through a process outside the kernel");

    /** What an engine reports of devicemapper when it keeps everything in one file. */
    private static final String LOOP_FILE = "Data loop file";

    public StorageDriver {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(warning, "warning");
    }

    /**
     * The driver as an engine reports it.
     *
     * @param status what it reports of it, pairs of a key and a value
     */
    static StorageDriver reported(String name, List<List<String>> status) {
        Optional<String> slow = Optional.ofNullable(SLOW.get(name));
        boolean onLoop = status.stream().anyMatch(pair -> !pair.isEmpty() && LOOP_FILE.equals(pair.get(0)));
        if (onLoop) {
            slow = Optional.of("keeps all files in one file, by a loop device");
        }
        return new StorageDriver(name, slow.map(reason -> name + " " + reason + ADVICE));
    }

    /** Whether creating containers, or reading and writing their files, takes much longer than it needs to. */
    public boolean isSlow() {
        return warning.isPresent();
    }

    /** The name. */
    @Override
    public String toString() {
        return name;
    }
}
