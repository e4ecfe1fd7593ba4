package io.cdntopology.docker;

import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.RestartPolicy;
import com.github.dockerjava.api.model.Volume;
import com.github.dockerjava.api.model.VolumesFrom;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How containers are kept apart from their host: as little as their work needs. */
final class Isolation {
    private static final Map<String, String> LOG_LIMITS = Map.of("max-size", "10m", "max-file", "3");
    private static final long MAX_PROCESSES = 256;

    private Isolation() {}

    /**
     * Of a container that runs: its root cannot be written, it has no capabilities and can gain no privileges, its memory,
     * processes and logs are limited, and it comes back after a failure or a restart of the engine, unless it was stopped.
     */
    static HostConfig running(String network, long maxMemoryBytes) {
        return HostConfig.newHostConfig()
                .withNetworkMode(network)
                .withReadonlyRootfs(true)
                .withCapDrop(Capability.ALL)
                .withSecurityOpts(List.of("no-new-privileges"))
                .withInit(true)
                .withRestartPolicy(RestartPolicy.unlessStoppedRestart())
                .withLogConfig(new LogConfig(LogConfig.LoggingType.JSON_FILE, new TreeMap<>(LOG_LIMITS)))
                .withPidsLimit(MAX_PROCESSES)
                .withMemory(maxMemoryBytes)
                .withMemorySwap(maxMemoryBytes);
    }

    /** Of a container that never runs. */
    static HostConfig neverRunning() {
        return HostConfig.newHostConfig().withNetworkMode("none").withRestartPolicy(RestartPolicy.noRestart());
    }

    /** A volume. */
    static Bind volume(String name, String path) {
        return new Bind(name, new Volume(path), AccessMode.rw);
    }

    /** A volume that is only read. */
    static Bind readOnlyVolume(String name, String path) {
        return new Bind(name, new Volume(path), AccessMode.ro);
    }

    /** A directory of the host, under the same path, read-only. */
    static Bind directory(String path) {
        return new Bind(path, new Volume(path), AccessMode.ro);
    }

    /** The volumes of another container. */
    static VolumesFrom volumesOf(String container, AccessMode mode) {
        return new VolumesFrom(container, mode);
    }
}
