package io.cdntopology.examples;

import static io.cdntopology.examples.DockerCommand.docker;
import static io.cdntopology.examples.DockerCommand.lines;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cdntopology.Cdn;
import io.cdntopology.Convergence;
import io.cdntopology.docker.DockerHost;
import io.cdntopology.examples.ApplyingApplication.Task;
import io.cdntopology.examples.ApplyingApplication.Variant;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * An application is killed at each call by which it changes something on its engine: while the engine is at it, and when
 * the engine has done it and the application has not heard of it. What the engine has before a call is what it has after
 * the one before. How many calls there are is seen when nobody is killed; one that makes fewer is killed at its end.
 */
@Tag("engine")
@DisplayName("An application that is killed while it changes a network in containers")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KilledApplyIT {
    private static final String OURS = "label=io.cdntopology.name=" + ApplyingApplication.NAME;
    private static final String PREFIX = "cdn_" + ApplyingApplication.NAME;

    private static final List<String> NETWORKS = List.of(PREFIX + "_network_coordination", PREFIX + "_network_edges");

    /** All with {@code -Dcdn.kills=200}, which takes half an hour. */
    private static final int KILLS = Integer.getInteger("cdn.kills", 3);

    private static final Duration SOON = Duration.ofMinutes(3);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path engine =
            Path.of(URI.create(DockerHost.local().toString()).getPath());
    /** What nobody may touch, by the kind of thing that it is. */
    private final Map<String, List<String>> strangers =
            Map.of("container", new ArrayList<>(), "volume", new ArrayList<>(), "network", new ArrayList<>());

    private List<String> strangersAsMade = List.of();
    private Path home;
    private GitOrigin origin;
    private int version;

    /** Runs the network as it is at the moment; none if there is no network. */
    private Cdn cdn;

    private Variant variant = Variant.SMALL;

    /** A kill, with what the application is at and what it changes the network from. */
    private record Kill(Change change, EngineTrap.Place place) {
        @Override
        public String toString() {
            return change + ", call " + place.number() + ", " + place.moment();
        }
    }

    private enum Change {
        START(Task.MAKE),
        REPLACEMENT(Task.MAKE),
        DESTRUCTION(Task.DESTROY);

        private final Task task;

        Change(Task task) {
            this.task = task;
        }
    }

    @BeforeAll
    void make(@TempDir Path directory) throws Exception {
        home = directory;
        // The agent reads the repository as another user.
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        origin = GitOrigin.create(home.resolve("site.git"));
        push();
        makeStrangers();
    }

    /** Of names that begin as ours do; some have labels of another network, whose name begins as that of ours. */
    private void makeStrangers() throws Exception {
        String name = ApplyingApplication.NAME + "-" + ProcessHandle.current().pid();
        String other = "cdn_" + name;
        String label = "io.cdntopology.name=" + name;
        String part = "io.cdntopology.part=edge/edge";
        stranger("container", "create", "--name", PREFIX + "_edge_edge-" + name, "cdn-test/nginx:1");
        stranger("container", "create", "--name", other, "--label", label, "--label", part, "cdn-test/nginx:1");
        stranger("volume", "create", PREFIX + "_volume_www-" + name);
        stranger("volume", "create", "--label", label, other + "_volume_www");
        stranger("network", "create", PREFIX + "_network_edges-" + name);
        strangersAsMade = inspectStrangers();
    }

    private void stranger(String kind, String... command) throws Exception {
        strangers
                .get(kind)
                .add(docker(Stream.concat(Stream.of(kind), Stream.of(command)).toArray(String[]::new)));
    }

    private List<String> inspectStrangers() throws Exception {
        List<String> found = new ArrayList<>();
        for (Map.Entry<String, List<String>> kind : strangers.entrySet()) {
            for (String stranger : kind.getValue()) {
                found.add(docker(kind.getKey(), "inspect", stranger));
            }
        }
        return found;
    }

    @AfterAll
    void remove() throws Exception {
        try {
            if (cdn == null) {
                cdn = start(engine);
            }
            cdn.destroy();
        } finally {
            for (Map.Entry<String, List<String>> kind : strangers.entrySet()) {
                for (String stranger : kind.getValue()) {
                    docker(kind.getKey(), "rm", stranger);
                }
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> leavesWhatTheNextStartMakesWhole() throws Exception {
        List<Kill> kills = new ArrayList<>();
        kills.addAll(kills(Change.START));
        variant = variant.other();
        kills.addAll(kills(Change.REPLACEMENT));
        kills.addAll(kills(Change.DESTRUCTION));
        int count = Math.min(KILLS, kills.size());
        return IntStream.range(0, count)
                .mapToObj(number -> kills.get(number * kills.size() / count))
                .map(kill -> DynamicTest.dynamicTest(kill.toString(), () -> survives(kill)));
    }

    @Test
    void isTakenOnWhileTheEngineStillDoesWhatItWasTold() throws Exception {
        prepare(Change.START);
        Path socket = home.resolve("late.sock");
        AtomicBoolean seen = new AtomicBoolean();
        EngineProxy.Gate gate = new EngineProxy.Gate() {
            @Override
            public synchronized void request(ByteBuffer bytes) {
                String request = StandardCharsets.ISO_8859_1.decode(bytes).toString();
                if (request.contains("/networks/create") && !seen.getAndSet(true)) {
                    makeNetworks();
                }
            }
        };
        try (EngineProxy proxy = EngineProxy.listen(socket, engine, () -> gate);
                Cdn late = start(socket)) {
            assertThat(late.plan().steps()).isEmpty();
            assertThat(proxy.requests()).isPositive();
        } finally {
            Files.delete(socket);
        }
        assertThat(seen).isTrue();
        assertThat(networks()).containsExactlyInAnyOrderElementsOf(NETWORKS);
    }

    /** As an engine does that was told to by an application that is dead by then. */
    private static void makeNetworks() {
        try {
            for (String network : List.of("coordination", "edges")) {
                docker(
                        "network",
                        "create",
                        "--label",
                        "io.cdntopology.name=" + ApplyingApplication.NAME,
                        "--label",
                        "io.cdntopology.part=network/" + network,
                        PREFIX + "_network_" + network);
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Changes the network undisturbed, and tells at what it can be disturbed. */
    private List<Kill> kills(Change change) throws Exception {
        EngineTrap trap = EngineTrap.none();
        Path socket = home.resolve("seen.sock");
        try (EngineProxy proxy = EngineProxy.listen(socket, engine, trap::gate);
                Cdn undisturbed = start(socket)) {
            if (change == Change.DESTRUCTION) {
                undisturbed.destroy();
            }
            assertThat(proxy.requests()).isGreaterThan(trap.calls().size());
        } finally {
            Files.delete(socket);
        }
        assertThat(trap.calls()).hasSizeGreaterThan(5);
        return IntStream.rangeClosed(1, trap.calls().size())
                .boxed()
                .flatMap(number -> Stream.of(EngineTrap.Moment.values())
                        .map(moment -> new Kill(change, new EngineTrap.Place(number, moment))))
                .toList();
    }

    private Cdn start(Path socket) {
        return ApplyingApplication.topology(socket, home, variant).start();
    }

    private void survives(Kill kill) throws Exception {
        prepare(kill.change());
        killAt(kill);

        cdn = start(engine);

        push();
        await().atMost(SOON).ignoreExceptions().until(() -> cdn.publish().sequence() > 0);
        Convergence convergence = cdn.awaitConverged(SOON);
        assertThat(cdn.plan().steps()).isEmpty();
        assertThat(served(convergence)).isEqualTo("version " + version);
        assertThat(containers())
                .containsExactlyInAnyOrder(
                        PREFIX + "_agent_sync",
                        PREFIX + "_content_www",
                        PREFIX + "_edge_edge",
                        PREFIX + "_service_etcd-1");
        assertThat(networks()).containsExactlyInAnyOrderElementsOf(NETWORKS);
        assertThat(lines("volume", "ls", "--filter", OURS, "--format", "{{.Name}}"))
                .containsExactlyInAnyOrder(
                        PREFIX + "_volume_agent",
                        PREFIX + "_volume_etcd-1",
                        PREFIX + "_volume_nginx",
                        PREFIX + "_volume_www");
        assertThat(inspectStrangers()).isEqualTo(strangersAsMade);
    }

    private static List<String> networks() throws Exception {
        return lines("network", "ls", "--filter", OURS, "--format", "{{.Name}}");
    }

    private static List<String> containers() throws Exception {
        return lines("ps", "--all", "--filter", OURS, "--format", "{{.Names}}");
    }

    private String served(Convergence convergence) throws Exception {
        URI edge = convergence.edges().get(0).address();
        return http.send(HttpRequest.newBuilder(edge).build(), BodyHandlers.ofString())
                .body();
    }

    /** Makes what the change begins with, and leaves it to the application that is to be killed. */
    private void prepare(Change change) {
        if (cdn == null) {
            cdn = start(engine);
        }
        if (change == Change.START) {
            cdn.destroy();
        }
        cdn.close();
        cdn = null;
        if (change == Change.REPLACEMENT) {
            variant = variant.other();
        }
    }

    private void killAt(Kill kill) throws Exception {
        EngineTrap trap = EngineTrap.at(kill.place());
        Path socket = home.resolve("trap.sock");
        try (EngineProxy proxy = EngineProxy.listen(socket, engine, trap::gate);
                ChildJvm application = ChildJvm.start(
                        ApplyingApplication.class,
                        ChildJvm.CHEAP_START,
                        socket.toString(),
                        home.toString(),
                        variant.name(),
                        kill.change().task.name())) {
            Object stopped = CompletableFuture.anyOf(trap.sprung(), application.exitCode())
                    .get(SOON.toSeconds(), TimeUnit.SECONDS);
            if (stopped instanceof Integer exitCode) {
                assertThat(exitCode)
                        .as("exit code after %s requests", proxy.requests())
                        .isZero();
            }
            application.kill();
            trap.release();
        } finally {
            Files.delete(socket);
        }
    }

    private void push() throws Exception {
        version++;
        origin.commit("Version " + version, Map.of("index.html", GitOrigin.Blob.of("version " + version)));
    }
}
