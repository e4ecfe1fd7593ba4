package io.cdntopology.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.embedded.RawConnection.Response;
import io.cdntopology.release.Release;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EdgeFlipTest {
    private static final int FLIPS = 5_000;
    private static final int CLIENTS = 4;
    private static final int MIN_RESPONSES = 200;
    private static final List<String> TARGETS =
            List.of("/", "/docs/page.html", "/-/release", "/only-in-a", "/big.txt", "/dir", "/missing");

    private final AtomicInteger responses = new AtomicInteger();
    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    /** Everything that a response says has to come from the release in its header, however often the pointer moves. */
    @Test
    void noResponseMixesReleases(@TempDir Path directory) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try (EdgeFixture edge = EdgeFixture.start(directory)) {
            Release a = edge.root().add(files("a"));
            Release b = edge.root().add(files("b"));
            edge.root().flip(a);
            Map<String, Map<String, String>> expected = new HashMap<>();
            for (Release release : List.of(a, b)) {
                edge.root().flip(release);
                expected.put(release.commit().value(), answers(edge));
            }
            assertThat(expected.get(a.commit().value()))
                    .isNotEqualTo(expected.get(b.commit().value()));

            List<Future<?>> asking = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                asking.add(clients.submit(() -> {
                    while (!Thread.currentThread().isInterrupted()) {
                        ask(edge, expected);
                    }
                    return null;
                }));
            }
            boolean failed = false;
            for (int i = 0; !failed && (i < FLIPS || responses.get() < MIN_RESPONSES); i++) {
                edge.root().flip(i % 2 == 0 ? a : b);
                failed = asking.stream().anyMatch(Future::isDone);
            }
            clients.shutdownNow();
            for (Future<?> client : asking) {
                await(client);
            }
            assertThat(seen)
                    .containsExactlyInAnyOrder(a.commit().value(), b.commit().value());
        } finally {
            clients.shutdownNow();
        }
    }

    private void ask(EdgeFixture edge, Map<String, Map<String, String>> expected) throws IOException {
        for (String target : TARGETS) {
            Response response = edge.get(target);
            String commit = response.header("x-cdn-release").orElseThrow();
            assertThat(summary(response))
                    .as(target)
                    .isEqualTo(expected.get(commit).get(target));
            seen.add(commit);
            responses.incrementAndGet();
        }
    }

    private static void await(Future<?> client) throws InterruptedException, ExecutionException, TimeoutException {
        client.get(30, TimeUnit.SECONDS);
    }

    private static Map<String, String> answers(EdgeFixture edge) throws IOException {
        Map<String, String> answers = new HashMap<>();
        for (String target : TARGETS) {
            answers.put(target, summary(edge.get(target)));
        }
        return answers;
    }

    private static String summary(Response response) {
        return response.status() + " " + response.header("etag") + " " + response.header("location") + " "
                + response.header("content-length") + " " + response.body();
    }

    private static Map<String, String> files(String release) {
        Map<String, String> files = new HashMap<>();
        files.put("index.html", "home of " + release);
        files.put("docs/page.html", "page of " + release.repeat(release.equals("a") ? 10 : 20));
        files.put("only-in-" + release, release);
        files.put("big.txt", release.repeat(release.equals("a") ? 200_000 : 300_000));
        files.put("dir" + (release.equals("a") ? "" : "/index.html"), "a file in one, a directory in the other");
        return files;
    }
}
