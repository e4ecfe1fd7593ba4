package io.cdntopology.docker;

import static io.cdntopology.docker.DockerCli.docker;
import static io.cdntopology.docker.HandMadeRecipe.IMAGE;
import static io.cdntopology.docker.HandMadeRecipe.PAGE;
import static io.cdntopology.docker.HandMadeRecipe.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.plan.Step;
import io.cdntopology.spi.AgentOptions;
import io.cdntopology.spi.Blueprint;
import io.cdntopology.spi.EdgeContract;
import io.cdntopology.spi.PlatformSession;
import io.cdntopology.topology.ContentLimits;
import io.cdntopology.topology.EdgeConfiguration;
import io.cdntopology.topology.EdgeId;
import io.cdntopology.topology.EdgeSpec;
import io.cdntopology.topology.PartId;
import io.cdntopology.topology.Retention;
import io.cdntopology.topology.Topology;
import io.cdntopology.topology.TopologyName;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

@NeedsEngine
@DisplayName("What others made by hand")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AdoptionIT {
    private static final String PID = String.valueOf(ProcessHandle.current().pid());
    private static final TopologyName TOPOLOGY = new TopologyName("adoption-" + PID);
    private static final PartId EU = PartId.of(new EdgeId("eu-1"));
    private static final PartId US = PartId.of(new EdgeId("us-1"));
    private static final String RELEASED = "released\n";
    private static final String NOT_YET = "it does not serve releases yet";

    private Path directory;
    private HandMadeRecipe recipe;
    private String web;
    private String born;
    private int port;
    private PlatformSession session;

    @BeforeAll
    void typeByHand(@TempDir Path temporary) throws Exception {
        directory = temporary;
        recipe = HandMadeRecipe.make("adoption-it-" + PID);
        port = HandMadeRecipe.freePort();
        web = recipe.serve("web", port + ":80", IMAGE);
        born = life(web);
    }

    @AfterAll
    void remove() throws Exception {
        if (session != null) {
            Repair.destroy(session);
            session.close();
        }
        recipe.remove();
    }

    private PlatformSession open(String container, EdgeConfiguration configuration, EdgeSpec... edges) {
        Topology topology =
                new Topology(TOPOLOGY, List.of(edges), Retention.DEFAULT, ContentLimits.DEFAULT, configuration);
        return Docker.engine(RealEngine.host())
                .edgeImage(IMAGE)
                .agentImage("cdn-test/java:1")
                .agentJar(IdleAgent.jar(directory.resolve("agent.jar")))
                .workDirectory(directory.resolve("work"))
                .adopt(container)
                .open(new Blueprint(topology, List.of(), () -> AgentOptions.NONE), event -> {});
    }

    private PlatformSession open() {
        return open(EdgeConfiguration.DEFAULT);
    }

    private PlatformSession open(EdgeConfiguration configuration) {
        return open(
                recipe.content(),
                configuration,
                new EdgeSpec(new EdgeId("eu-1"), port),
                new EdgeSpec(new EdgeId("us-1"), EdgeSpec.ANY_PORT));
    }

    /** Which container it is, and since when it runs. */
    private static String life(String container) throws IOException, InterruptedException {
        return docker("inspect", "--format", "{{.Id}} {{.State.StartedAt}} {{.RestartCount}}", container);
    }

    private URI us() {
        return session.observe().stream()
                .filter(part -> part.id().equals(US))
                .flatMap(part -> part.address().stream())
                .map(address -> at(address.getPort()))
                .findFirst()
                .orElseThrow();
    }

    private static void assertServes(URI edge, String page, String commit) throws IOException {
        HttpResponse<String> answer = Http.get(edge);
        assertThat(answer.body()).isEqualTo(page);
        assertThat(answer.headers().firstValue(EdgeContract.RELEASE_HEADER).orElse(""))
                .isEqualTo(commit);
    }

    // ---- refused

    @Test
    @Order(1)
    @DisplayName("is refused, before anything is made, where it cannot be adopted, and all of why is said")
    void refused() throws Exception {
        EdgeSpec any = new EdgeSpec(new EdgeId("eu-1"), EdgeSpec.ANY_PORT);
        assertRefused("no-such-container", any, "adopt(\"no-such-container\"): there is no such container");
        assertRefused(recipe.content(), any, "container " + web, "port " + port + ", but is none of the edges");

        String bare = recipe.content() + "-bare";
        docker("create", "--name", bare, "-v", directory + ":/www:ro", IMAGE);
        assertRefused(
                bare,
                any,
                "it may only read its volume at /www",
                "it has no volume at /etc/nginx; make it anew by docker create");
        docker("rm", bare);

        String other = recipe.content() + "-other";
        docker(
                "create",
                "--name",
                other,
                "--label",
                "io.cdntopology.name=other",
                "--volumes-from",
                recipe.content(),
                IMAGE);
        assertRefused(other, any, "it is part of the network 'other'");
        EdgeSpec here = new EdgeSpec(new EdgeId("eu-1"), port);
        assertRefused(recipe.content(), here, "the network 'other' has adopted it already");
        docker("rm", other);

        assertThat(docker("ps", "--all", "--quiet", "--filter", "label=io.cdntopology.name=" + TOPOLOGY))
                .isEmpty();
        assertThat(life(web)).isEqualTo(born);
    }

    private void assertRefused(String container, EdgeSpec edge, String... reasons) {
        assertThatThrownBy(
                        () -> open(container, EdgeConfiguration.DEFAULT, edge).close())
                .isInstanceOfSatisfying(
                        CdnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_ADOPTABLE))
                .hasMessageContainingAll(reasons);
    }

    // ---- adopted

    @Test
    @Order(2)
    @DisplayName("serves what it did until there is a release, and nothing is to be done to it")
    void waits() throws Exception {
        session = open();
        assertThat(Repair.plan(session).describe()).contains("create edge us-1").doesNotContain("eu-1", "content");
        Repair.repair(session);
        assertThat(Repair.plan(session).steps()).isEmpty();
        assertServes(at(port), PAGE, "");
        assertThat(life(web)).isEqualTo(born);
        assertThat(docker("exec", web, "ls", "/etc/nginx")).doesNotContain("before-cdn");
    }

    @Test
    @Order(3)
    @DisplayName("serves releases from the first one on, without a restart; what was there is there")
    void isTakenOver() throws Exception {
        String before =
                docker("exec", web, "sh", "-c", "stat -c '%u:%g %a %Y' /etc/nginx/nginx.conf; stat -c '%u:%g %a' /www");
        String text = docker("exec", web, "cat", "/etc/nginx/nginx.conf");
        recipe.release(RELEASED);
        assertThat(Repair.plan(session).steps()).containsExactly(new Step.Start(EU, NOT_YET));

        Repair.repair(session);

        assertThat(Repair.plan(session).steps()).isEmpty();
        assertServes(at(port), RELEASED, HandMadeRecipe.commit());
        assertServes(us(), RELEASED, HandMadeRecipe.commit());
        assertThat(life(web)).isEqualTo(born);
        assertThat(docker(
                        "exec",
                        web,
                        "sh",
                        "-c",
                        "stat -c '%u:%g %a %Y' /etc/nginx/nginx.conf.before-cdn-*; stat -c '%u:%g %a' /www"))
                .isEqualTo(before);
        assertThat(docker("exec", web, "sh", "-c", "cat /etc/nginx/nginx.conf.before-cdn-*"))
                .isEqualTo(text);
        assertThat(docker("exec", web, "cat", "/www/index.html") + "\n").isEqualTo(PAGE);
    }

    @Test
    @Order(4)
    @DisplayName("keeps its settings, and is started if it has ended")
    void drifts() throws Exception {
        docker("update", "--memory", "128m", "--memory-swap", "128m", web);
        assertThat(Repair.plan(session).steps()).isEmpty();
        docker("stop", web);
        assertThat(Repair.plan(session).steps()).containsExactly(new Step.Start(EU, "it has ended with status 0"));
        Repair.repair(session);
        assertThat(Repair.plan(session).steps()).isEmpty();
        assertServes(at(port), RELEASED, HandMadeRecipe.commit());
        assertThat(docker("inspect", "--format", "{{.Id}} {{.HostConfig.Memory}}", web))
                .isEqualTo(born.substring(0, born.indexOf(' ')) + " " + (128 << 20));
    }

    @Test
    @Order(5)
    @DisplayName("is taken over again if somebody gives it another configuration, and that one is kept, too")
    void isTakenOverAgain() throws Exception {
        docker(
                "exec",
                web,
                "sh",
                "-c",
                "cd /etc/nginx && { echo '# mine'; cat nginx.conf.before-cdn-*; } >mine && mv mine nginx.conf");
        docker("kill", "--signal", "HUP", web);
        Awaitility.await().untilAsserted(() -> assertServes(at(port), PAGE, ""));
        assertThat(Repair.plan(session).steps()).containsExactly(new Step.Start(EU, NOT_YET));
        Repair.repair(session);
        assertServes(at(port), RELEASED, HandMadeRecipe.commit());
        assertThat(docker(
                        "exec",
                        web,
                        "sh",
                        "-c",
                        "grep -c '# mine' /etc/nginx/nginx.conf.before-cdn-* | sort -t : -k 2"))
                .matches("(?s)\\S+:0\\s+\\S+:1");
    }

    @Test
    @Order(6)
    @DisplayName("is told again if whoever took it over was killed before it was told")
    void isToldAgain() throws Exception {
        docker(
                "exec",
                web,
                "sh",
                "-c",
                "cd /etc/nginx && cp -p nginx.conf ours && cp -p $(ls nginx.conf.before-cdn-* | head -n 1) nginx.conf");
        docker("kill", "--signal", "HUP", web);
        Awaitility.await().untilAsserted(() -> assertServes(at(port), PAGE, ""));
        docker("exec", web, "mv", "/etc/nginx/ours", "/etc/nginx/nginx.conf");
        Repair.repair(session);
        assertServes(at(port), RELEASED, HandMadeRecipe.commit());
    }

    @Test
    @Order(7)
    @DisplayName(
            "says what it is told to say from the next start of the application on, beside edges of the network's own")
    void saysOtherwise() throws Exception {
        String before = life(web);
        EdgeConfiguration said =
                EdgeConfiguration.builder().header("X-Said", "\"; }").build();
        try (PlatformSession next = open(said)) {
            assertThat(Repair.plan(next).describe())
                    .contains(
                            "start edge eu-1: it serves by another configuration, cdn-", "replace edge us-1: command");
            Repair.repair(next);
            assertThat(Repair.plan(next).steps()).isEmpty();
            for (URI edge : List.of(at(port), us())) {
                assertThat(Http.get(edge).headers().firstValue("X-Said")).contains("\"; }");
            }
        }
        Repair.repair(session);
        assertThat(Http.get(at(port)).headers().firstValue("X-Said")).isEmpty();
        assertThat(life(web)).isEqualTo(before);
    }

    @Test
    @Order(8)
    @DisplayName("is an edge of the network's own when it is gone")
    void isMadeAnew() throws Exception {
        docker("rm", "--force", "--volumes", web);
        assertThat(Repair.plan(session).steps()).containsExactly(new Step.Create(EU, "it is missing"));
        Repair.repair(session);
        assertThat(Repair.plan(session).steps()).isEmpty();
        assertThat(docker("inspect", "--format", "{{.Config.Image}}", new Labels(TOPOLOGY).name(EU)))
                .isEqualTo(IMAGE);
        Awaitility.await().untilAsserted(() -> assertServes(at(port), RELEASED, HandMadeRecipe.commit()));
    }

    @Test
    @Order(9)
    @DisplayName("is missed where only others can make it, and never removed")
    void end() throws Exception {
        String volumes = docker("inspect", "--format", "{{range .Mounts}}{{println .Name}}{{end}}", recipe.content());
        docker("rm", recipe.content());
        PartId content = AdoptedVolumes.OWNER;
        assertThat(Repair.plan(session).steps()).containsExactly(new Step.Create(content, "it is missing"));
        assertThatThrownBy(() -> Repair.repair(session))
                .isInstanceOfSatisfying(
                        CdnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_ADOPTABLE));

        Repair.destroy(session);

        assertThat(docker("ps", "--all", "--quiet", "--filter", "label=io.cdntopology.name=" + TOPOLOGY))
                .isEmpty();
        assertThat(volumes.lines()).hasSize(2);
        assertThat(docker("volume", "ls", "--quiet").lines())
                .containsAll(volumes.lines().toList());
        docker(
                "volume",
                "rm",
                volumes.lines().toList().get(0),
                volumes.lines().toList().get(1));
    }
}
