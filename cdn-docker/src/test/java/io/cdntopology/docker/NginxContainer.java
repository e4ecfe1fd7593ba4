package io.cdntopology.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.Volume;
import io.cdntopology.topology.EdgeLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The container of an edge: nginx with the generated configuration, as little able to do anything else as it can be. */
final class NginxContainer implements AutoCloseable {
    /** The user of that name in nginx's own image. */
    static final String NGINX_USER = "101:101";

    private static final String IMAGE = "cdn-test/nginx:1";
    private static final String CONFIGURATION = "/etc/nginx/nginx.conf";
    private static final ExposedPort PORT = ExposedPort.tcp(NginxSettings.DEFAULT.port());

    private final EngineConnection engine;
    private final String id;

    private NginxContainer(EngineConnection engine, String id) {
        this.engine = engine;
        this.id = id;
    }

    /** Starts one as the user of nginx, with the settings that all have by default. */
    static NginxContainer start(EngineConnection engine, Path directory, Path contentRoot) {
        return start(engine, directory, contentRoot, NginxConfiguration.text(NginxSettings.DEFAULT));
    }

    /**
     * Starts one as the user of nginx.
     *
     * @param directory where the configuration is written to
     * @param text      the configuration
     */
    static NginxContainer start(EngineConnection engine, Path directory, Path contentRoot, String text) {
        HostConfig hardened = hostConfig(directory, contentRoot, text)
                .withCapDrop(Capability.ALL)
                .withMemory(EdgeLimits.DEFAULT.memoryBytes())
                .withMemorySwap(EdgeLimits.DEFAULT.memoryBytes())
                // A tmpfs takes over the mode of the directory that it hides, and is root's unless told otherwise.
                .withTmpFs(Map.of("/run", "uid=101,gid=101", "/var/cache/nginx", "uid=101,gid=101", "/tmp", ""));
        return start(engine, hardened, NGINX_USER);
    }

    /** Starts one as root, whose nginx changes to another user for its workers. */
    static NginxContainer startAsRoot(EngineConnection engine, Path directory, Path contentRoot) {
        HostConfig host = hostConfig(directory, contentRoot, NginxConfiguration.text(NginxSettings.DEFAULT))
                .withTmpFs(Map.of("/run", "", "/var/cache/nginx", "", "/tmp", ""));
        return start(engine, host, "0:0");
    }

    private static HostConfig hostConfig(Path directory, Path contentRoot, String text) {
        Path configuration = directory.resolve("nginx.conf");
        try {
            Files.createDirectories(directory);
            Files.writeString(configuration, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return HostConfig.newHostConfig()
                .withReadonlyRootfs(true)
                .withSecurityOpts(List.of("no-new-privileges"))
                .withPortBindings(PortBinding.parse("127.0.0.1::" + PORT.getPort()))
                .withBinds(
                        new Bind(contentRoot.toString(), new Volume(EdgeFiles.CONTENT_ROOT), AccessMode.ro),
                        new Bind(configuration.toString(), new Volume(CONFIGURATION), AccessMode.ro));
    }

    private static NginxContainer start(EngineConnection engine, HostConfig host, String user) {
        String id = engine.call("Creating an edge", client -> {
            CreateContainerCmd create = client.createContainerCmd(IMAGE)
                    .withName("cdn-nginx-it-" + UUID.randomUUID())
                    .withUser(user)
                    .withExposedPorts(PORT)
                    .withHostConfig(host)
                    .withEntrypoint(EdgeCommand.of(CONFIGURATION, EdgeFiles.CONTENT_ROOT));
            return create.exec().getId();
        });
        NginxContainer container = new NginxContainer(engine, id);
        try {
            boolean unused = engine.call("Starting an edge", client -> {
                client.startContainerCmd(id).exec();
                return true;
            });
        } catch (RuntimeException e) {
            container.close();
            throw e;
        }
        return container;
    }

    /** Where it will answer. */
    URI address() {
        Ports.Binding[] bindings = Objects.requireNonNull(
                inspect().getNetworkSettings().getPorts().getBindings().get(PORT));
        return URI.create("http://127.0.0.1:" + bindings[0].getHostPortSpec() + "/");
    }

    /** Where it answers; waits until it does. */
    URI awaitAnswer() {
        URI address = address();
        Awaitility.await()
                .atMost(30, TimeUnit.SECONDS)
                .pollInterval(50, TimeUnit.MILLISECONDS)
                .ignoreExceptionsInstanceOf(IOException.class)
                .failFast("nginx ended", this::requireRunning)
                .until(() -> Http.get(address.resolve("-/health")).statusCode() > 0);
        return address;
    }

    private void requireRunning() {
        if (!isRunning()) {
            throw new AssertionError(log());
        }
    }

    boolean isRunning() {
        return Boolean.TRUE.equals(inspect().getState().getRunning());
    }

    /** What its process ended with. */
    long exitCode() {
        return Objects.requireNonNull(inspect().getState().getExitCodeLong());
    }

    private InspectContainerResponse inspect() {
        return engine.callRepeatable(
                "Looking at an edge", client -> client.inspectContainerCmd(id).exec());
    }

    /** How many processes of it take connections. */
    int workers() {
        return Workers.of(engine, "Looking at an edge", id).size();
    }

    /** Sends a signal to its first process. */
    void signal(String name) {
        boolean unused = engine.call("Signalling an edge", client -> {
            client.killContainerCmd(id).withSignal(name).exec();
            return true;
        });
    }

    /** All that it wrote until now. */
    String log() {
        StringBuilder text = new StringBuilder();
        try {
            engine.streams()
                    .logContainerCmd(id)
                    .withStdOut(true)
                    .withStdErr(true)
                    .exec(new ResultCallback.Adapter<Frame>() {
                        @Override
                        public void onNext(Frame frame) {
                            text.append(new String(frame.getPayload(), StandardCharsets.UTF_8));
                        }
                    })
                    .awaitCompletion(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return text.toString();
    }

    @Override
    public void close() {
        boolean unused = engine.call("Removing an edge", client -> {
            client.removeContainerCmd(id)
                    .withForce(true)
                    .withRemoveVolumes(true)
                    .exec();
            return true;
        });
    }
}
