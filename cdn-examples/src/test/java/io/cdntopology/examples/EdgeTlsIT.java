package io.cdntopology.examples;

import static io.cdntopology.examples.DockerCommand.docker;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cdntopology.CdnTopologyBuilder;
import io.cdntopology.docker.Docker;
import io.cdntopology.etcd.Etcd;
import io.cdntopology.git.Git;
import io.cdntopology.testkit.TlsContractTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("engine")
@DisplayName("TLS on nginx")
class EdgeTlsIT extends TlsContractTest {
    private static final String PREFIX = "cdn_tls-it_";
    private static final String EDGE = PREFIX + "edge_eu-1";
    private static final String FILE = "/cdn-certificates/current.pem";

    @Override
    protected void describe(CdnTopologyBuilder builder, Path home, Map<String, String> site) throws Exception {
        // The agent is somebody else.
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        GitOrigin origin = GitOrigin.create(home.resolve("site.git"));
        origin.commit("start", ConfiguredNetwork.blobs(site));
        builder.name("tls-it")
                .content(Git.repository(origin.repository().toString()))
                .coordination(Etcd.managed().image("cdn-test/etcd:1"))
                .platform(Docker.local()
                        .edgeImage("cdn-test/nginx:1")
                        .agentImage("cdn-test/java:1")
                        .workDirectory(home.resolve("work")));
    }

    @Test
    @DisplayName("leaves the key where only nginx reads it")
    void theKeyIsHidden() throws Exception {
        assertThat(docker("exec", EDGE, "stat", "-c", "%a %u:%g", FILE)).isEqualTo("400 101:101");
        assertThat(docker("exec", EDGE, "sh", "-c", "touch /cdn-certificates/x 2>&1 || true"))
                .contains("Read-only");
        for (String part : new String[] {"agent_sync", "content_www", "service_etcd-1"}) {
            assertThat(docker("inspect", PREFIX + part)).as(part).doesNotContain("certificates");
        }
        String shown = docker("inspect", EDGE, PREFIX + "content_certificates")
                + docker("logs", EDGE)
                + docker("volume", "inspect", PREFIX + "volume_certificates");
        String secret = key().lines().skip(1).findFirst().orElseThrow();
        assertThat(shown).contains("/cdn-certificates").doesNotContain("PRIVATE KEY", secret);
    }

    @Test
    @DisplayName("does not reload while the certificate is the same, and outlasts a restart")
    void isQuiet() throws Exception {
        String workers = workers();
        docker("restart", PREFIX + "edge_eu-2");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> cdn().status().troubles().isEmpty());
        assertThat(cdn().plan().steps()).isEmpty();
        assertThat(workers()).isEqualTo(workers);
    }

    private static String workers() throws Exception {
        return docker("top", EDGE, "-eo", "pid,args");
    }
}
