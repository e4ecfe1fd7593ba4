package io.cdntopology.examples;

import io.cdntopology.spi.EdgeContract;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Clients that ask edges for pages, one after another on connections that are kept, and judge each answer. */
final class PageLoad {
    private final Map<String, Map<String, String>> sites;
    private final Duration pause;
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicLong answers = new AtomicLong();
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final List<Thread> clients = new ArrayList<>();
    private volatile Phase phase = Phase.ASKING;

    private enum Phase {
        ASKING,
        ENDING
    }

    /**
     * Starts.
     *
     * @param sites what each commit serves, by path
     */
    static PageLoad on(List<URI> edges, Map<String, Map<String, String>> sites) {
        return on(edges, sites, Duration.ZERO);
    }

    /**
     * Starts.
     *
     * @param sites what each commit serves, by path, and {@code none} what is served without a commit
     * @param pause of each client after each answer, so that it leaves others some of the machine
     */
    static PageLoad on(List<URI> edges, Map<String, Map<String, String>> sites, Duration pause) {
        PageLoad load = new PageLoad(sites, pause);
        edges.forEach(load::client);
        load.clients.forEach(Thread::start);
        return load;
    }

    private PageLoad(Map<String, Map<String, String>> sites, Duration pause) {
        this.sites = sites;
        this.pause = pause;
    }

    private void client(URI edge) {
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        List<String> paths = List.copyOf(sites.values().iterator().next().keySet());
        clients.add(new Thread(
                () -> {
                    for (int i = 0; phase == Phase.ASKING; i++) {
                        ask(http, edge, paths.get(i % paths.size()));
                    }
                },
                "load-" + edge));
    }

    private void ask(HttpClient http, URI edge, String path) {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(edge.resolve("/" + path)).build();
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            String commit =
                    response.headers().firstValue(EdgeContract.RELEASE_HEADER).orElse("none");
            String expected = sites.getOrDefault(commit, Map.of()).get(path);
            if (response.statusCode() != 200 || !response.body().equals(expected)) {
                wrong.add(edge + path + " answered " + response.statusCode() + " as of " + commit + ": "
                        + response.body().length() + " characters, "
                        + response.body().lines().findFirst().orElse(""));
            }
            seen.add(commit);
            answers.incrementAndGet();
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
        } catch (IOException e) {
            wrong.add(edge + path + ": " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            wrong.add(edge + path + ": " + e);
        }
    }

    /** Lets the clients finish what they are at. */
    void end() throws InterruptedException {
        phase = Phase.ENDING;
        for (Thread client : clients) {
            client.join();
        }
    }

    /** Answers that were not all of a page of the release that they name. */
    List<String> wrong() {
        return List.copyOf(wrong);
    }

    long answers() {
        return answers.get();
    }

    /** The commits that answers named. */
    Set<String> seen() {
        return Set.copyOf(seen);
    }
}
