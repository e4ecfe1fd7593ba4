package io.cdntopology.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.release.Release;
import io.cdntopology.testkit.EdgeConnection.Response;
import java.io.IOException;
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

/**
 * Moves the pointer between two releases, in which nearly everything differs, while clients ask: all that a response
 * says has to come from the release in its header.
 */
final class EdgeFlips {
    private static final int FLIPS = 5_000;
    private static final int CLIENTS = 4;
    private static final int MIN_RESPONSES = 2_000;
    private static final List<String> TARGETS = List.of(
            "/", "/docs/", "/docs/page.html", "/-/release", "/only-in-a", "/big.txt", "/dir", "/dir/", "/missing");
    private static final List<String> ENCODINGS = List.of("identity", "gzip");

    private final EdgeStage stage;
    private final AtomicInteger responses = new AtomicInteger();
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final Map<String, Map<String, String>> expected = new HashMap<>();

    EdgeFlips(EdgeStage stage) {
        this.stage = stage;
    }

    void run() throws Exception {
        Release a = add("a");
        Release b = add("b");
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<?>> asking = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                asking.add(clients.submit(this::askUntilInterrupted));
            }
            boolean failed = false;
            for (int i = 0; !failed && (i < FLIPS || responses.get() < MIN_RESPONSES); i++) {
                stage.site().flip(i % 2 == 0 ? a : b);
                failed = asking.stream().anyMatch(Future::isDone);
            }
            clients.shutdownNow();
            for (Future<?> client : asking) {
                await(client);
            }
        } finally {
            clients.shutdownNow();
        }
        assertThat(seen).containsExactlyInAnyOrderElementsOf(expected.keySet());
    }

    /** A release, and what it answers while nothing moves. */
    private Release add(String name) throws IOException {
        Release release = stage.site().live(files(name));
        Map<String, String> answers = new HashMap<>();
        for (String target : TARGETS) {
            for (String encoding : ENCODINGS) {
                answers.put(target + encoding, summary(stage.get(target, "Accept-Encoding: " + encoding)));
            }
        }
        expected.put(release.commit().value(), answers);
        return release;
    }

    private static Map<String, String> files(String release) {
        Map<String, String> files = new HashMap<>();
        files.put("index.html", "home of " + release);
        files.put("docs/index.html", "docs of " + release);
        files.put("docs/page.html", "page of " + release.repeat(release.equals("a") ? 10 : 20));
        files.put("only-in-" + release, release);
        files.put("big.txt", release.repeat(release.equals("a") ? 200_000 : 300_000));
        files.put("dir" + (release.equals("a") ? "" : "/index.html"), "a file in one, a directory in the other");
        return files;
    }

    private Void askUntilInterrupted() throws IOException {
        try (EdgeConnection connection = new EdgeConnection(stage.edge())) {
            while (!Thread.currentThread().isInterrupted()) {
                for (String target : TARGETS) {
                    for (String encoding : ENCODINGS) {
                        ask(connection, target, encoding);
                    }
                }
            }
        }
        return null;
    }

    private void ask(EdgeConnection connection, String target, String encoding) throws IOException {
        Response response = connection.request("GET", target, "Accept-Encoding: " + encoding);
        String commit = response.header("x-cdn-release").orElseThrow();
        assertThat(summary(response))
                .as(target)
                .isEqualTo(expected.getOrDefault(commit, Map.of()).get(target + encoding));
        seen.add(commit);
        responses.incrementAndGet();
    }

    private static String summary(Response response) {
        return response.status() + " " + response.header("etag") + " " + response.header("location") + " "
                + response.header("content-encoding") + " " + response.header("content-length") + " " + response.body();
    }

    private static void await(Future<?> client) throws InterruptedException, ExecutionException, TimeoutException {
        client.get(30, TimeUnit.SECONDS);
    }
}
