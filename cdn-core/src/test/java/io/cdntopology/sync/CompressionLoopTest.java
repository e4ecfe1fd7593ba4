package io.cdntopology.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cdntopology.spi.Variants;
import io.cdntopology.store.LiveRelease;
import io.cdntopology.topology.Encoding;
import io.cdntopology.topology.TopologyName;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What is live on a host is compressed")
class CompressionLoopTest {
    private static final String TEXT = "The quick brown fox jumps over the lazy dog. ".repeat(40);

    @TempDir
    Path directory;

    private DeliveryFixture fixture;

    @BeforeEach
    void open() {
        fixture = new DeliveryFixture(directory);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private Path served(String path) {
        return LiveRelease.served(directory.resolve("www")).resolve(path);
    }

    private Path variant() {
        return served(Variants.path(Encoding.GZIP, "index.html").orElseThrow());
    }

    private HostLoop host() {
        return new HostLoop(
                new TopologyName("docs"),
                DeliveryFixture.HOST,
                fixture.store,
                fixture.repository,
                fixture.ledger,
                () -> fixture.now,
                fixture.events::add);
    }

    @Test
    @DisplayName("after each release, and when the host starts")
    void afterEachRelease() {
        fixture.push("1" + TEXT);
        fixture.publisher.publish();
        try (HostLoop host = host()) {
            await().until(() -> Files.exists(variant()));
            fixture.push("2" + TEXT);
            fixture.publisher.publish();
            await().until(() -> Files.readString(served("index.html")).startsWith("2") && Files.exists(variant()));
            assertThat(host.isRunning()).isTrue();
        }
        fixture.push("3" + TEXT);
        fixture.publisher.publish();
        fixture.synchronizer.pass();
        assertThat(variant()).doesNotExist();
        try (HostLoop host = host()) {
            await().until(() -> Files.exists(variant()));
            assertThat(host.isRunning()).isTrue();
        }
    }

    @Test
    @DisplayName("but not while the host makes a pass")
    void notWhileTheHostMakesAPass() {
        try (CompressionLoop loop = new CompressionLoop("test-compress", DeliveryFixture.HOST, fixture.store)) {
            loop.standStill(() -> {
                fixture.push(TEXT);
                fixture.publisher.publish();
                fixture.synchronizer.pass();
                loop.wake();
                await().until(() -> isWaiting("test-compress"));
                assertThat(variant()).doesNotExist();
                return null;
            });
            await().until(() -> Files.exists(variant()));
        }
    }

    @Test
    @DisplayName("until it ends, whatever it waits for")
    void ends() {
        fixture.push(TEXT);
        fixture.publisher.publish();
        fixture.synchronizer.pass();
        CompressionLoop loop = new CompressionLoop("test-compress", DeliveryFixture.HOST, fixture.store);
        loop.close();
        loop.close();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("test-compress"));
    }

    /** It waits for somebody without an end, as it does for the host's pass only. */
    private static boolean isWaiting(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals(name) && thread.getState() == Thread.State.WAITING);
    }
}
