package io.cdntopology.examples;

import static io.cdntopology.examples.DockerCommand.docker;
import static io.cdntopology.examples.DockerCommand.lines;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cdntopology.event.CdnEvent;
import io.cdntopology.examples.GitOrigin.Blob;
import io.cdntopology.topology.ConfigurationRollout;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of requests while an edge gets another configuration, or is replaced. */
@Tag("engine")
@DisplayName("An edge")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReloadsIT {
    private static final String NAME = "reloads-it";
    private static final String BARE = "cdn-reloads-it-bare";
    private static final String INDEX = "<p>one</p>\n";

    /** All of 30 with {@code -Dcdn.reloads=30}. */
    private static final int RELOADS = Integer.getInteger("cdn.reloads", 2);

    private static final int CONNECTIONS = 4;
    private static final long BIG = 64L << 20;
    private static final long BYTES_PER_SECOND = 4L << 20;
    private static final Duration SOON = Duration.ofMinutes(1);

    private ConfiguredNetwork network;
    private int versions = 1;

    @BeforeAll
    void start(@TempDir Path home) throws Exception {
        Map<String, Blob> site = new TreeMap<>(ConfiguredNetwork.blobs(Map.of("index.html", INDEX)));
        site.put("big.bin", new Blob(BIG, ReloadsIT::writeBig));
        ConfigurationRollout rollout = ConfigurationRollout.builder()
                .port(80)
                .watch(Duration.ofMillis(100))
                .build();
        network = ConfiguredNetwork.start(NAME, home, 1, site, NginxRepository.files(), rollout);
    }

    @AfterAll
    void end() throws Exception {
        try {
            DockerCommand.result("", "rm", "--force", BARE);
        } finally {
            if (network != null) {
                network.close();
            }
        }
    }

    private static void writeBig(OutputStream out) throws IOException {
        Random random = new Random(64);
        byte[] block = new byte[1 << 20];
        for (long written = 0; written < BIG; written += block.length) {
            random.nextBytes(block);
            out.write(block);
        }
    }

    private URI edge() {
        return network.edges().get(0);
    }

    private void reload() throws Exception {
        network.push(NginxRepository.version(++versions));
        network.cdn().configuration().publish();
    }

    @Test
    @DisplayName(
            "loses no more requests by another configuration than a bare nginx that reloads, and none that are repeated")
    void losesNoMoreThanNginx() throws Exception {
        KeptConnections ours = KeptConnections.to(edge(), CONNECTIONS);
        PageLoad repeating =
                PageLoad.on(network.edges(), Map.of("none", Map.of("index.html", INDEX)), Duration.ofMillis(2));
        for (int i = 0; i < RELOADS; i++) {
            reload();
        }
        ours.end();
        repeating.end();
        docker("run", "--detach", "--name", BARE, "--publish", "127.0.0.1::80", "cdn-test/nginx:1");
        String port = lines("port", BARE, "80").get(0);
        KeptConnections bare = KeptConnections.to(URI.create("http://" + port + "/"), CONNECTIONS);
        for (int i = 0; i < RELOADS; i++) {
            long before = bare.answers();
            docker("kill", "--signal", "HUP", BARE);
            await().until(() -> bare.answers() > before + 200);
        }
        bare.end();

        System.out.printf(
                "%d reloads, %d connections: %d requests of %d lost, a bare nginx %d of %d%n",
                RELOADS, CONNECTIONS, ours.lost(), ours.answers(), bare.lost(), bare.answers());
        // Of each connection that is kept, nginx ends one request without an answer when it reloads, or none.
        assertThat(ours.lost()).isLessThanOrEqualTo(RELOADS * CONNECTIONS);
        assertThat(ours.cut()).isZero();
        assertThat(ours.answers()).isGreaterThan(RELOADS * 100L);
        assertThat(repeating.wrong()).isEmpty();
        assertThat(repeating.answers()).isPositive();
    }

    @Test
    @DisplayName("finishes a download that is under way when it gets another configuration")
    void finishesAcrossReloads() throws Exception {
        assertFinished(() -> {
            reload();
            return null;
        });
    }

    @Test
    @DisplayName("finishes a download that is under way when it is replaced")
    void finishesAcrossReplacement() throws Exception {
        assertFinished(() -> {
            docker("update", "--memory", "300m", "--memory-swap", "300m", "cdn_" + NAME + "_edge_edge-1");
            await().atMost(SOON).until(() -> !takesRequests());
            return null;
        });
        await().atMost(SOON).until(() -> network.events().stream().anyMatch(CdnEvent.PartReplaced.class::isInstance));
    }

    private boolean takesRequests() throws InterruptedException {
        try {
            HttpResponse<Void> unused = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(edge()).build(), BodyHandlers.discarding());
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void assertFinished(Callable<?> meanwhile) throws Exception {
        MessageDigest expected = MessageDigest.getInstance("SHA-256");
        try (DigestOutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), expected)) {
            writeBig(out);
        }
        AtomicLong received = new AtomicLong();
        AtomicBoolean hurries = new AtomicBoolean();
        CompletableFuture<byte[]> download = CompletableFuture.supplyAsync(() -> download(received, hurries));
        await().until(() -> received.get() > BIG / 16);

        meanwhile.call();

        assertThat(received).hasValueLessThan(BIG);
        hurries.set(true);
        assertThat(download.get(2, TimeUnit.MINUTES)).isEqualTo(expected.digest());
        assertThat(received.get()).isEqualTo(BIG);
    }

    /** Slowly, so that it is under way until it is told to hurry. */
    private byte[] download(AtomicLong received, AtomicBoolean hurries) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            HttpResponse<InputStream> response = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(edge().resolve("/big.bin")).build(), BodyHandlers.ofInputStream());
            long start = System.nanoTime();
            byte[] block = new byte[64 << 10];
            try (InputStream in = response.body()) {
                for (int n = in.read(block); n >= 0; n = in.read(block)) {
                    digest.update(block, 0, n);
                    long due = start + received.addAndGet(n) * 1_000_000_000L / BYTES_PER_SECOND;
                    if (!hurries.get()) {
                        TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
                    }
                }
            }
            return digest.digest();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
