package io.cdntopology.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.Cdn;
import io.cdntopology.CdnTopology;
import io.cdntopology.embedded.Embedded;
import io.cdntopology.embedded.InMemoryContent;
import io.cdntopology.release.CommitId;
import io.cdntopology.spi.CoordinationClient;
import io.cdntopology.spi.Key;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An etcd that is used by several")
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NamespaceIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    private EtcdProcess etcd;

    @BeforeAll
    void startEtcd(@TempDir Path directory) throws Exception {
        etcd = EtcdProcess.start(directory);
    }

    @AfterAll
    void stopEtcd() {
        etcd.close();
    }

    private Cdn start(String namespace, InMemoryContent content) {
        return CdnTopology.builder()
                .name("docs")
                .content(content)
                .coordination(Etcd.endpoints(etcd.url()).namespace(namespace))
                .platform(Embedded.platform())
                .edges("eu", 1)
                .build()
                .start();
    }

    @Test
    @DisplayName("keeps networks of the same name in two namespaces apart")
    void namespacesAreApart() {
        InMemoryContent here = Embedded.content().withPollInterval(Duration.ofHours(1));
        InMemoryContent there = Embedded.content().withPollInterval(Duration.ofHours(1));
        CommitId first = here.edit(e -> e.file("index.html", "here")).commit("Say here");
        CommitId second = there.edit(e -> e.file("index.html", "there")).commit("Say there");
        try (Cdn one = start("/team-a", here);
                Cdn other = start("/team-b", there)) {
            assertThat(one.awaitConverged(SOON).release().commit()).isEqualTo(first);
            assertThat(other.awaitConverged(SOON).release().commit()).isEqualTo(second);
            CommitId third = here.edit(e -> e.file("index.html", "more")).commit("Say more");
            one.publish();
            assertThat(one.awaitConverged(SOON).release().commit()).isEqualTo(third);
            assertThat(other.awaitConverged(SOON).release().commit()).isEqualTo(second);
        }
        assertThat(etcd.ask("get", "--prefix", "--keys-only", "/"))
                .contains("/team-a/cdn/docs/desired/content", "/team-b/cdn/docs/desired/content")
                .doesNotContain("\n/cdn/docs/");
    }

    @Test
    @DisplayName("is read and watched without the keys below a prefix that cannot be of this library")
    void foreignKeys() throws Exception {
        Key prefix = new Key("/shared/");
        Key own = prefix.append("own");
        etcd.ask("put", "/shared/with space", "foreign");
        etcd.ask("put", "/shared/größe", "foreign");
        try (CoordinationClient client = Etcd.endpoints(etcd.url()).connect();
                CuttableLink link = new CuttableLink(etcd.port())) {
            EventFollower follower = new EventFollower(client, prefix, link);
            follower.start();
            etcd.ask("put", "/shared/with another space", "foreign");
            etcd.ask("del", "/shared/with space");
            Failures.put(client, own, "ours");

            Awaitility.await().atMost(SOON).until(() -> follower.state().containsKey(own));
            assertThat(follower.revisions()).hasSize(1);
            assertThat(follower.breaks()).isZero();
            assertThat(List.copyOf(client.read(prefix).entries().keySet())).containsExactly(own);
        }
    }
}
