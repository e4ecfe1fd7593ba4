package io.cdntopology.docker;

import static io.cdntopology.docker.Failures.assertFails;
import static io.cdntopology.docker.HandMadeRecipe.IMAGE;
import static io.cdntopology.docker.HandMadeRecipe.PAGE;
import static io.cdntopology.docker.HandMadeRecipe.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.topology.EdgeId;
import io.cdntopology.topology.PartId;
import io.cdntopology.topology.TopologyName;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@NeedsEngine
@DisplayName("Taking over a server that cannot be")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TakeoverIT {
    private static final String NAME = "takeover-it-" + ProcessHandle.current().pid();
    private static final PartId EDGE = PartId.of(new EdgeId("eu-1"));

    private EngineConnection engine;
    private HandMadeRecipe recipe;
    private Takeover takeover;
    private AdoptedVolumes content;

    @BeforeAll
    void open() throws Exception {
        engine = EngineConnection.open(RealEngine.host(), EngineConnection.DEFAULT_TIMEOUT);
        recipe = HandMadeRecipe.make(NAME);
        recipe.release("released\n");
        content = new AdoptedContent(engine.host(), NAME).find(engine);
        NginxSettings nginx = NginxSettings.DEFAULT.withContentRoot(content.contentRoot());
        takeover = new Takeover(engine, content, nginx, Duration.ofSeconds(2));
    }

    @AfterAll
    void close() throws Exception {
        recipe.remove();
        engine.close();
    }

    private AdoptedEdge edge(int port) {
        VolumeUsers users = VolumeUsers.of(engine, new Inspections(engine), content, new TopologyName("takeover"));
        return AdoptedEdges.match(Map.of(port, EDGE), users.dependents())
                .edges()
                .get(EDGE);
    }

    private static void awaitAnswer(int port) {
        Awaitility.await()
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> Http.get(at(port)).statusCode() > 0);
    }

    @Test
    @DisplayName("changes nothing if it is no nginx")
    void noNginx() throws Exception {
        int port = HandMadeRecipe.freePort();
        recipe.serve(
                "etcd",
                port + ":2379",
                "cdn-test/etcd:1",
                "etcd",
                "--data-dir=/tmp/data",
                "--listen-client-urls=http://0.0.0.0:2379",
                "--advertise-client-urls=http://127.0.0.1:2379");
        awaitAnswer(port);
        String before = configuration();
        AdoptedEdge edge = edge(port);
        assertThat(takeover.fault(edge)).isPresent();
        assertFails(
                ErrorCode.NOT_ADOPTABLE,
                () -> takeover.start(EDGE, edge),
                "container " + NAME + "-etcd: nginx cannot run there",
                "\"nginx\"");
        assertThat(configuration()).isEqualTo(before);
    }

    @Test
    @DisplayName("is undone if nginx reads another file, and not tried again while that runs")
    void anotherFile() throws Exception {
        recipe.in("cp", "/etc/nginx/nginx.conf", "/etc/nginx/other.conf");
        int port = HandMadeRecipe.freePort();
        recipe.serve("web", port + ":80", IMAGE, "nginx", "-c", "/etc/nginx/other.conf", "-g", "daemon off;");
        awaitAnswer(port);
        String before = configuration();
        AdoptedEdge edge = edge(port);
        CdnException failure = assertFails(
                ErrorCode.NOT_ADOPTABLE,
                () -> takeover.start(EDGE, edge),
                "container " + NAME + "-web: ",
                "PT2S later it does not serve by /etc/nginx/nginx.conf, which is put back");
        assertThat(configuration()).isEqualTo(before);
        assertThat(Http.get(at(port)).body()).isEqualTo(PAGE);
        assertThat(assertFails(ErrorCode.NOT_ADOPTABLE, () -> takeover.start(EDGE, edge)))
                .isSameAs(failure);
    }

    /** What nginx reads, with its owner, its rights and its time. */
    private String configuration() throws Exception {
        return recipe.in("sh", "-c", "cd /etc/nginx && stat -c '%u:%g %a %Y' nginx.conf && cat nginx.conf");
    }
}
