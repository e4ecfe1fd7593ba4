package io.cdntopology.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Asks servers over HTTP, every ten milliseconds, until each has answered 200. */
final class EdgeAnswers {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final int OK = 200;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /**
     * Waits until every server answers 200. One is asked when those before it have: they start at about the same time.
     *
     * @throws IllegalStateException if one does not in time
     */
    void await(List<URI> servers, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        List<URI> missing = new ArrayList<>(servers);
        while (!missing.isEmpty()) {
            if (isOk(missing.get(0))) {
                missing.remove(0);
            } else if (System.nanoTime() > deadline) {
                throw new IllegalStateException("after " + patience + " there is no answer by " + missing);
            } else {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private boolean isOk(URI server) {
        HttpRequest request = HttpRequest.newBuilder(server).timeout(ANSWER).build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == OK;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + server, e);
        }
    }
}
