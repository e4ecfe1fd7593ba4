package io.cdntopology.examples;

import static io.cdntopology.examples.DockerCommand.docker;
import static io.cdntopology.examples.DockerCommand.lines;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cdntopology.Cdn;
import io.cdntopology.CdnTopology;
import io.cdntopology.Convergence;
import io.cdntopology.docker.Docker;
import io.cdntopology.docker.DockerHost;
import io.cdntopology.etcd.Etcd;
import io.cdntopology.event.CdnEvent;
import io.cdntopology.git.SiteTransform;
import io.cdntopology.spi.EdgeContract;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What is promised of a network in containers, from a push to the end, on one network. */
@Tag("engine")
@DisplayName("A network in containers")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DockerDeliveryIT {
    private static final String NAME = "delivery-it";
    private static final String OURS = "label=io.cdntopology.name=" + NAME;
    private static final int EDGES = 3;
    /** All of 200 with {@code -Dcdn.publishes=200}. */
    private static final int PUBLISHES = Integer.getInteger("cdn.publishes", 20);

    private static final Duration FIRST = Duration.ofMinutes(3);
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(5);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Queue<CdnEvent> events = new ConcurrentLinkedQueue<>();
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private PrintStream err;
    private Path home;
    private EngineProxy proxy;
    private GitServer git;
    private Cdn cdn;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        home = directory;
        err = System.err;
        System.setErr(new PrintStream(new Tee(log, err), true, StandardCharsets.UTF_8));
        proxy = EngineProxy.listen(
                home.resolve("engine.sock"),
                Path.of(URI.create(DockerHost.local().toString()).getPath()));
        UpperCaseTexts.writeTo(home.resolve("site.jar"));
        git = GitServer.start(home);
        git.push(git.commit(List.of(site("start"))).get(0));
        cdn = topology().start(events::add);
        cdn.awaitConverged(FIRST);
    }

    @AfterAll
    void end() throws Exception {
        try {
            if (cdn != null) {
                cdn.destroy();
            }
            if (git != null) {
                git.remove();
            }
        } finally {
            proxy.close();
            System.setErr(err);
        }
    }

    private CdnTopology topology() {
        return CdnTopology.builder()
                .name(NAME)
                .content(git.content()
                        .submodules()
                        .transform(SiteTransform.fromJar(home.resolve("site.jar"), UpperCaseTexts.class.getName())))
                .coordination(Etcd.managed().image("cdn-test/etcd:1"))
                .platform(Docker.engine(DockerHost.unixSocket(home.resolve("engine.sock")))
                        .edgeImage("cdn-test/nginx:1")
                        .agentImage("cdn-test/java:1")
                        .workDirectory(home.resolve("work")))
                .edges("edge", EDGES)
                .build();
    }

    // ---- delivery

    @Test
    @Order(1)
    @DisplayName("serves a push on every edge without one call to the engine")
    void deliversWithoutTheEngine() throws Exception {
        String commit = git.commit(List.of(site("undisturbed"))).get(0);
        proxy.awaitSilence();
        git.push(commit);
        long before = proxy.requests();

        cdn.publish();
        Convergence convergence = cdn.awaitConverged(SOON);

        assertThat(proxy.requests()).isEqualTo(before);
        assertServed(convergence, commit, "undisturbed");
    }

    @Test
    @Order(2)
    @DisplayName("sends pages in brotli's encoding, which its agent has made, to clients that take it")
    void compresses() throws Exception {
        git.push(git.commit(List.of(site("compressed"))).get(0));
        cdn.publish();
        HttpRequest request = HttpRequest.newBuilder(
                        cdn.awaitConverged(SOON).edges().get(0).address().resolve("/deep/er/page.html"))
                .header("Accept-Encoding", "gzip, br")
                .build();
        HttpResponse<byte[]> response = await().atMost(SOON)
                .until(
                        () -> http.send(request, BodyHandlers.ofByteArray()),
                        sent -> sent.headers()
                                .firstValue("Content-Encoding")
                                .filter("br"::equals)
                                .isPresent());
        assertThat(response.body()).hasSizeBetween(1, 1_000);
    }

    @Test
    @Order(3)
    @DisplayName("serves what a transformation from a jar makes of what is in a submodule")
    void transformsSubmodules() throws Exception {
        git.push(git.commitWithSubmodule("notes", Map.of("note.txt", "made by its agent")));
        cdn.publish();

        for (Convergence.Proof edge : cdn.awaitConverged(SOON).edges()) {
            HttpRequest request = HttpRequest.newBuilder(edge.address().resolve("/notes/note.txt"))
                    .build();
            assertThat(http.send(request, BodyHandlers.ofString()).body()).isEqualTo("MADE BY ITS AGENT");
        }
    }

    @Test
    @Order(4)
    @DisplayName("serves a push on every edge while the engine cannot be reached")
    void deliversWhileTheEngineIsAway() throws Exception {
        String commit = git.commit(List.of(site("engine away"))).get(0);
        proxy.cut();
        try {
            long before = proxy.requests();
            await().atMost(SOON).until(() -> proxy.requests() > before);
            git.push(commit);

            cdn.publish();
            Convergence convergence = cdn.awaitConverged(SOON);

            assertServed(convergence, commit, "engine away");
        } finally {
            proxy.mend();
        }
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(cdn.plan().isEmpty()).isTrue());
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(cdn.status().troubles()).isEmpty());
    }

    private void assertServed(Convergence convergence, String commit, String release) throws Exception {
        assertThat(convergence.release().commit().value()).isEqualTo(commit);
        assertThat(convergence.edges())
                .extracting(proof -> proof.edge().value())
                .containsExactly("edge-1", "edge-2", "edge-3");
        for (Convergence.Proof edge : convergence.edges()) {
            for (Map.Entry<String, String> page : site(release).entrySet()) {
                HttpResponse<String> response = http.send(
                        HttpRequest.newBuilder(edge.address().resolve("/" + page.getKey()))
                                .build(),
                        BodyHandlers.ofString());
                assertThat(response.statusCode()).isEqualTo(200);
                assertThat(response.body()).isEqualTo(page.getValue());
                assertThat(response.headers().firstValue(EdgeContract.RELEASE_HEADER))
                        .hasValue(commit);
            }
        }
    }

    @Test
    @Order(5)
    @DisplayName("answers every request whole, from one release, while commit after commit goes live")
    void answersWholeUnderLoad() throws Exception {
        List<Map<String, String>> sites = IntStream.range(0, PUBLISHES)
                .mapToObj(number -> site("release " + number))
                .toList();
        List<String> commits = git.commit(sites);
        Map<String, Map<String, String>> served = new LinkedHashMap<>();
        IntStream.range(0, PUBLISHES).forEach(number -> served.put(commits.get(number), sites.get(number)));
        git.push(commits.get(0));
        cdn.publish();
        List<URI> edges = cdn.awaitConverged(SOON).edges().stream()
                .map(Convergence.Proof::address)
                .toList();

        PageLoad load = PageLoad.on(edges, served, PAUSE);
        try {
            for (String commit : commits) {
                git.push(commit);
                cdn.publish();
                assertThat(cdn.awaitConverged(SOON).release().commit().value()).isEqualTo(commit);
            }
        } finally {
            load.end();
        }

        assertThat(load.wrong()).isEmpty();
        assertThat(load.seen()).hasSizeGreaterThan(PUBLISHES / 2).isSubsetOf(commits);
        assertThat(load.answers()).isGreaterThan((long) PUBLISHES * EDGES);
    }

    /** Pages that say of which release they are from beginning to end: what is cut or mixed is seen. */
    private static Map<String, String> site(String release) {
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put("index.html", "index of " + release + "\n");
        pages.put("css/site.css", ("style of " + release + "\n").repeat(100));
        pages.put("deep/er/page.html", ("page of " + release + "\n").repeat(500));
        pages.put("data.json", ("data of " + release + "\n").repeat(5_000));
        return pages;
    }

    // ---- secrets and walls

    @Test
    @Order(6)
    @DisplayName("tells the password of its repository to nobody but its agent")
    void keepsSecrets() throws Exception {
        List<String> shown = new ArrayList<>(List.of(
                "log: " + log.toString(StandardCharsets.UTF_8),
                events.toString(),
                cdn.status().toString(),
                topology().toString()));
        shown.add(inspections("container", "ps", "--all"));
        shown.add(inspections("volume", "volume", "ls"));
        shown.add(inspections("network", "network", "ls"));
        for (String container : running()) {
            shown.add(docker("top", container, "-eo", "pid,args"));
            shown.add("log of " + container + ": " + docker("logs", container));
            shown.add(in(container, "cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' '\\n'"));
        }

        assertThat(shown).noneMatch(text -> text.contains(git.password())).noneMatch(String::isBlank);
        assertThat(in(container("agent/sync"), "cat /cdn-agent/etc/git.password.file"))
                .as("the place where it is, which is looked for by what the others do not show")
                .isEqualTo(git.password());
    }

    /** What the engine says of everything of a kind, whoever made it. */
    private static String inspections(String kind, String... listing) throws Exception {
        List<String> all =
                lines(Stream.concat(Stream.of(listing), Stream.of("--quiet")).toArray(String[]::new));
        assertThat(all).isNotEmpty();
        List<String> command = new ArrayList<>(List.of("inspect", "--type", kind));
        command.addAll(all);
        return docker(command.toArray(String[]::new));
    }

    @Test
    @Order(7)
    @DisplayName("runs agent and edges without rights that they do not need")
    void runsWithFewRights() throws Exception {
        assertFewRights(container("agent/sync"), 10_001);
        assertThat(docker("inspect", container("agent/sync"))).doesNotContain("docker.sock", "engine.sock");
        for (int edge = 1; edge <= EDGES; edge++) {
            assertFewRights(container("edge/edge-" + edge), 101);
        }
    }

    private static void assertFewRights(String container, int user) throws Exception {
        String status = in(container, "cat /proc/[0-9]*/status 2>/dev/null");
        assertThat(values(status, "Uid:")).isNotEmpty().allMatch(ids -> ids.matches("(" + user + "\\s*){4}"));
        assertThat(values(status, "CapEff:")).isNotEmpty().allMatch(capabilities -> capabilities.matches("0+"));
        assertThat(values(status, "NoNewPrivs:")).isNotEmpty().containsOnly("1");
        assertThat(docker("inspect", "--format", "{{.HostConfig.ReadonlyRootfs}}", container))
                .isEqualTo("true");
        assertThat(in(container, "cat /proc/mounts").lines().findFirst().orElseThrow())
                .as("the mount of /")
                .matches("\\S+ / \\S+ ro,.*");
    }

    private static List<String> values(String status, String key) {
        return status.lines()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(key.length()).strip())
                .toList();
    }

    @Test
    @Order(8)
    @DisplayName("lets nobody reach etcd but its agent, and this machine by loopback")
    void keepsEtcdApart() throws Exception {
        String etcd = container("service/etcd-1");
        List<String> addresses =
                lines("inspect", "--format", "{{range .NetworkSettings.Networks}}{{println .IPAddress}}{{end}}", etcd);
        assertThat(addresses).isNotEmpty();
        for (String address : addresses) {
            assertThat(connects(container("agent/sync"), address)).isTrue();
            for (int edge = 1; edge <= EDGES; edge++) {
                assertThat(connects(container("edge/edge-" + edge), address)).isFalse();
            }
        }
        assertThat(lines("port", etcd)).isNotEmpty().allMatch(port -> port.contains("-> 127.0.0.1:"));
    }

    private static boolean connects(String container, String address) throws Exception {
        return DockerCommand.result(
                                "",
                                "exec",
                                container,
                                "timeout",
                                "1",
                                "bash",
                                "-c",
                                "exec 3<>/dev/tcp/" + address + "/2379")
                        .exit()
                == 0;
    }

    // ---- the end

    @Test
    @Order(9)
    @DisplayName("lives on when the application closes, is taken over by the next as it is, and goes without a rest")
    void livesOn() throws Exception {
        String others = docker("volume", "create", "--label", "io.cdntopology.name=" + NAME + "-2");
        try {
            List<String> before = lives();
            List<URI> edges = cdn.awaitConverged(SOON).edges().stream()
                    .map(Convergence.Proof::address)
                    .toList();
            cdn.close();
            assertThat(lives()).isEqualTo(before);
            for (URI edge : edges) {
                assertThat(http.send(HttpRequest.newBuilder(edge).build(), BodyHandlers.ofString())
                                .statusCode())
                        .isEqualTo(200);
            }

            cdn = topology().start(events::add);
            assertThat(cdn.awaitConverged(SOON).edges()).hasSize(EDGES);
            assertThat(cdn.plan().isEmpty()).isTrue();
            assertThat(lives()).isEqualTo(before);

            cdn.destroy();
            cdn = null;
            assertThat(lines("ps", "--all", "--quiet", "--filter", OURS)).isEmpty();
            assertThat(lines("volume", "ls", "--quiet", "--filter", OURS)).isEmpty();
            assertThat(lines("network", "ls", "--quiet", "--filter", OURS)).isEmpty();
            assertThat(lines("volume", "ls", "--quiet")).contains(others);
            assertThat(lines("ps", "--quiet", "--no-trunc")).contains(git.container());
        } finally {
            docker("volume", "rm", others);
        }
    }

    /** Which containers there are, and since when they run. */
    private static List<String> lives() throws Exception {
        List<String> command = new ArrayList<>(
                List.of("inspect", "--format", "{{.Name}} {{.Id}} {{.State.StartedAt}} {{.RestartCount}}"));
        command.addAll(lines("ps", "--all", "--quiet", "--filter", OURS));
        List<String> lives =
                lines(command.toArray(String[]::new)).stream().sorted().toList();
        assertThat(lives).hasSize(EDGES + 3);
        return lives;
    }

    private static List<String> running() throws Exception {
        return lines("ps", "--quiet", "--filter", OURS);
    }

    private static String container(String part) throws Exception {
        List<String> found = lines("ps", "--quiet", "--filter", OURS, "--filter", "label=io.cdntopology.part=" + part);
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private static String in(String container, String script) throws IOException, InterruptedException {
        return docker("exec", container, "sh", "-c", script);
    }
}
