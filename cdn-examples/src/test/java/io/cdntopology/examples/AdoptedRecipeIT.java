package io.cdntopology.examples;

import static io.cdntopology.examples.DockerCommand.docker;
import static io.cdntopology.examples.DockerCommand.lines;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdntopology.Cdn;
import io.cdntopology.CdnTopology;
import io.cdntopology.Convergence;
import io.cdntopology.docker.Docker;
import io.cdntopology.etcd.Etcd;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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

@Tag("engine")
@DisplayName("The original recipe, run by hand and then adopted")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AdoptedRecipeIT {
    private static final String NAME = "adopted-it";
    private static final String OURS = "label=io.cdntopology.name=" + NAME;
    private static final String NGINX = "cdn-test/nginx:1";
    private static final String CONTENT = NAME + "-www-content";
    private static final String WEB = NAME + "-nginx";
    private static final String PULL = NAME + "-git-pull";
    private static final String STRANGER = NAME + "-stranger";
    private static final String SERVE_WWW = "sed -i s,/usr/share/nginx/html,/www, /etc/nginx/conf.d/default.conf";

    private static final Duration FIRST = Duration.ofMinutes(3);
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(5);

    private static final Map<String, String> BEFORE = site("by hand");
    private static final Map<String, String> AFTER = site("by the network");

    private Path home;
    private GitServer git;
    private List<String> commits;
    private int port;
    private List<String> lives;
    private Cdn cdn;

    @BeforeAll
    void runByHand(@TempDir Path directory) throws Exception {
        home = directory;
        git = GitServer.start(home);
        commits = git.commit(List.of(BEFORE, AFTER));
        git.push(commits.get(0));
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        String url = git.url().replace("http://", "http://" + GitServer.USER + ":" + git.password() + "@");
        docker("create", "-v", "/etc/nginx", "-v", "/www", "--name", CONTENT, NGINX, "/bin/true");
        docker("run", "--rm", "--volumes-from", CONTENT, NGINX, "sh", "-c", SERVE_WWW);
        docker("run", "--rm", "--volumes-from", CONTENT, "cdn-test/git:1", "git", "clone", "--quiet", url, "/www");
        docker("run", "-d", "--volumes-from", CONTENT, "--name", WEB, "-p", "127.0.0.1:" + port + ":80", NGINX);
        docker("run", "-d", "--volumes-from", CONTENT, "--name", PULL, "cdn-test/git:1", "sleep", "infinity");
        docker("run", "-d", "--name", STRANGER, "-p", "127.0.0.1::80", NGINX);
        lives = lives();
    }

    /** Also of a network that did not start. */
    @AfterAll
    void remove() throws Exception {
        if (cdn != null) {
            cdn.close();
        }
        for (String filter : List.of(OURS, "name=^/" + NAME + "-")) {
            for (String container : lines("ps", "--all", "--quiet", "--filter", filter)) {
                docker("rm", "--force", "--volumes", container);
            }
        }
        for (String kind : List.of("volume", "network")) {
            for (String left : lines(kind, "ls", "--quiet", "--filter", OURS)) {
                docker(kind, "rm", left);
            }
        }
        git.remove();
    }

    private CdnTopology topology(String name) {
        return CdnTopology.builder()
                .name(name)
                .content(git.content())
                .coordination(Etcd.managed().image("cdn-test/etcd:1"))
                .platform(Docker.local()
                        .adopt(CONTENT)
                        .edgeImage(NGINX)
                        .agentImage("cdn-test/java:1")
                        .workDirectory(home.resolve("work")))
                .edge("web", edge -> edge.port(port))
                .edge("new")
                .build();
    }

    private static Map<String, String> site(String release) {
        return Map.of(
                "index.html", "index of " + release + "\n", "css/site.css", ("style of " + release + "\n").repeat(500));
    }

    /** Which containers others have made, and since when they run. */
    private static List<String> lives() throws Exception {
        return lines(
                "inspect",
                "--format",
                "{{.Name}} {{.Id}} {{.State.StartedAt}} {{.RestartCount}}",
                CONTENT,
                WEB,
                PULL,
                STRANGER);
    }

    private URI web() {
        return URI.create("http://127.0.0.1:" + port + "/");
    }

    @Test
    @Order(1)
    @DisplayName("fails no request and restarts nothing while it is adopted, and serves what is pushed from then on")
    void adoption() throws Exception {
        Map<String, Map<String, String>> sites = Map.of("none", BEFORE, commits.get(0), BEFORE, commits.get(1), AFTER);
        PageLoad load = PageLoad.on(List.of(web(), web()), sites, PAUSE);
        try {
            cdn = topology(NAME).start();
            cdn.awaitConverged(FIRST);
            git.push(commits.get(1));
            cdn.publish();
            Convergence convergence = cdn.awaitConverged(SOON);

            assertThat(convergence.release().commit().value()).isEqualTo(commits.get(1));
            assertThat(convergence.edges())
                    .extracting(Convergence.Proof::address)
                    .contains(web());
            for (Convergence.Proof edge : convergence.edges()) {
                assertServes(edge.address());
            }
        } finally {
            load.end();
        }
        assertThat(load.wrong()).isEmpty();
        assertThat(load.seen()).contains("none").hasSizeGreaterThan(1);
        assertThat(cdn.plan().steps()).isEmpty();
        assertThat(lives()).isEqualTo(lives);
    }

    private static void assertServes(URI edge) throws Exception {
        for (Map.Entry<String, String> page : AFTER.entrySet()) {
            HttpRequest request =
                    HttpRequest.newBuilder(edge.resolve(page.getKey())).build();
            assertThat(HttpClient.newHttpClient()
                            .send(request, BodyHandlers.ofString())
                            .body())
                    .isEqualTo(page.getValue());
        }
    }

    @Test
    @Order(2)
    @DisplayName("keeps what was in it: whoever pulled there by hand still can")
    void foreignContent() throws Exception {
        docker("exec", PULL, "git", "-C", "/www", "pull", "--quiet");
        assertThat(docker("exec", PULL, "git", "-C", "/www", "rev-parse", "HEAD"))
                .isEqualTo(commits.get(1));
        assertThat(docker("exec", PULL, "git", "-C", "/www", "status", "--porcelain"))
                .isEqualTo("?? .cdn-topology/");
        assertServes(web());
    }

    @Test
    @Order(3)
    @DisplayName("is nobody else's meanwhile")
    void otherNetwork() {
        assertThatThrownBy(() -> topology(NAME + "-2").start())
                .isInstanceOfSatisfying(
                        CdnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_ADOPTABLE))
                .hasMessageContaining("the network '" + NAME + "' has adopted it already");
    }

    @Test
    @Order(4)
    @DisplayName("is taken over as it is by the next start, and outlives the network")
    void outlivesTheNetwork() throws Exception {
        cdn.close();
        cdn = topology(NAME).start();
        assertThat(cdn.awaitConverged(SOON).edges()).hasSize(2);
        assertThat(cdn.plan().steps()).isEmpty();

        cdn.destroy();

        assertThat(lines("ps", "--all", "--quiet", "--filter", OURS)).isEmpty();
        assertThat(lines("volume", "ls", "--quiet", "--filter", OURS)).isEmpty();
        assertThat(lines("network", "ls", "--quiet", "--filter", OURS)).isEmpty();
        assertThat(lives()).isEqualTo(lives);
        assertThat(lines("volume", "ls", "--quiet"))
                .containsAll(lines("inspect", "--format", "{{range .Mounts}}{{println .Name}}{{end}}", CONTENT));
        assertServes(web());
    }
}
