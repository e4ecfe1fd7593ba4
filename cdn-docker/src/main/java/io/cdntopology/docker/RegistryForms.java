package io.cdntopology.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.RestartPolicy;
import com.github.dockerjava.api.model.Volume;
import java.util.List;
import java.util.Map;

/**
 * What the containers of a registry are created by. They run without any right, as a user that owns their files and nothing
 * else, and can write only where they have to.
 *
 * @param settings of the registry
 * @param network  the id of its network: a container of an older one of the same name could not be started
 */
record RegistryForms(RegistrySettings settings, String network) {
    private static final String USER = RegistryFiles.USER + ":" + RegistryFiles.USER;
    private static final int STOP_SECONDS = 20;
    private static final long MAX_PROCESSES = 512;
    private static final Map<String, String> LOG_LIMITS = Map.of("max-size", "10m", "max-file", "3");
    private static final Map<String, String> TEMPORARY = Map.of("/tmp", "rw,noexec,nosuid,nodev,size=16m,mode=1777");

    /** Never started: files are written into its volumes, which its root need not be writable for either. */
    CreateContainerCmd files(DockerClient client, ImageId image) {
        return client.createContainerCmd(image.value())
                .withCmd("never-started")
                .withHostConfig(new HostConfig()
                        .withNetworkMode("none")
                        .withReadonlyRootfs(true)
                        .withBinds(
                                bind(RegistryPart.DATA, RegistryFiles.DATA, AccessMode.rw),
                                bind(RegistryPart.SECRETS, RegistryFiles.SECRETS, AccessMode.rw)));
    }

    CreateContainerCmd registry(DockerClient client, ImageId image) {
        return client.createContainerCmd(image.value())
                .withUser(USER)
                .withEntrypoint("registry")
                .withCmd("serve", RegistryFiles.REGISTRY_SETTINGS)
                .withAliases(RegistryFiles.REGISTRY_ALIAS)
                .withStopTimeout(STOP_SECONDS)
                .withHostConfig(hardened().withBinds(bind(RegistryPart.DATA, RegistryFiles.DATA, AccessMode.rw)));
    }

    CreateContainerCmd proxy(DockerClient client, ImageId image) {
        ExposedPort port = ExposedPort.tcp(RegistryFiles.PROXY_PORT);
        return client.createContainerCmd(image.value())
                .withUser(USER)
                .withEntrypoint("nginx")
                .withCmd("-e", "stderr", "-c", RegistryFiles.PROXY_SETTINGS)
                .withStopSignal("SIGQUIT")
                .withStopTimeout(STOP_SECONDS)
                .withExposedPorts(port)
                .withHostConfig(hardened()
                        .withTmpFs(TEMPORARY)
                        .withBinds(bind(RegistryPart.SECRETS, RegistryFiles.SECRETS, AccessMode.ro))
                        .withPortBindings(new PortBinding(
                                Ports.Binding.bindIpAndPort(settings.address(), settings.port()), port)));
    }

    private HostConfig hardened() {
        return new HostConfig()
                .withNetworkMode(network)
                .withReadonlyRootfs(true)
                .withCapDrop(Capability.ALL)
                .withSecurityOpts(List.of("no-new-privileges:true"))
                .withPidsLimit(MAX_PROCESSES)
                .withRestartPolicy(RestartPolicy.unlessStoppedRestart())
                .withLogConfig(new LogConfig(LogConfig.LoggingType.JSON_FILE, LOG_LIMITS));
    }

    private Bind bind(RegistryPart volume, String path, AccessMode mode) {
        return new Bind(volume.name(settings.name()), new Volume(path), mode);
    }
}
