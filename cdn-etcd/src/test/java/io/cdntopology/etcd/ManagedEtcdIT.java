package io.cdntopology.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.Cdn;
import io.cdntopology.CdnTopology;
import io.cdntopology.embedded.InMemoryContent;
import io.cdntopology.release.CommitId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("An etcd that the platform runs")
@Timeout(120)
class ManagedEtcdIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    @ParameterizedTest(name = "of {0}")
    @DisplayName("coordinates a network, and keeps what was decided when the application starts again")
    @ValueSource(ints = {1, 3})
    void coordinates(int members) {
        InMemoryContent site = InMemoryContent.create();
        CommitId commit = site.edit(edit -> edit.file("index.html", "one")).commit("one");
        try (ProcessPlatform platform = new ProcessPlatform(directory)) {
            CdnTopology topology = CdnTopology.builder()
                    .name("docs")
                    .content(site)
                    .coordination(Etcd.managed().members(members))
                    .platform(platform)
                    .edges("eu", 2)
                    .build();
            long sequence;
            try (Cdn cdn = topology.start()) {
                assertThat(cdn.awaitConverged(SOON).release().commit()).isEqualTo(commit);
                sequence = cdn.status().desired().orElseThrow().sequence();
            }
            assertThat(platform.running()).isEqualTo(members);
            try (Cdn cdn = topology.start()) {
                cdn.awaitConverged(SOON);
                assertThat(cdn.status().desired().orElseThrow().sequence()).isEqualTo(sequence);
            }
        }
    }

    @Test
    @DisplayName("is left by everyone before it ends with its network, so nobody complains")
    void isLeftBeforeItEnds() {
        InMemoryContent site = InMemoryContent.create();
        site.edit(edit -> edit.file("index.html", "one")).commit("one");
        List<String> complaints = new CopyOnWriteArrayList<>();
        Logger grpc = Logger.getLogger("io.grpc");
        Handler handler = new Complaints(complaints);
        grpc.addHandler(handler);
        try (ProcessPlatform platform = new ProcessPlatform(directory)) {
            Cdn cdn = CdnTopology.builder()
                    .name("docs")
                    .content(site)
                    .coordination(Etcd.managed())
                    .platform(platform)
                    .edges("eu", 2)
                    .build()
                    .start();
            cdn.awaitConverged(SOON);

            cdn.destroy();

            assertThat(platform.running()).isZero();
            assertThat(complaints).isEmpty();
        } finally {
            grpc.removeHandler(handler);
        }
    }

    private static final class Complaints extends Handler {
        private final List<String> heard;

        Complaints(List<String> heard) {
            this.heard = heard;
        }

        @Override
        public void publish(LogRecord entry) {
            if (entry.getLevel().intValue() >= Level.WARNING.intValue()) {
                heard.add(entry.getMessage() + ": " + entry.getThrown());
            }
        }

        @Override
        public void flush() {
            // Nothing is kept back.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
