package io.cdntopology.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Asks servers over HTTP for a page, every two milliseconds, until each has answered with the text that it is to have. */
final class Pages {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /**
     * Waits until every server answers with the page.
     *
     * @throws IllegalStateException if one does not in time
     */
    void await(List<URI> servers, Page page, Duration patience) {
        List<URI> missing = new ArrayList<>(servers);
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            for (Iterator<URI> server = missing.iterator(); server.hasNext(); ) {
                if (serves(server.next(), page)) {
                    server.remove();
                }
            }
            if (missing.isEmpty()) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("after " + patience + " not served: " + page.path() + " by " + missing);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Whether a server answers with the page; one that does not answer at all, does not yet. */
    boolean serves(URI server, Page page) {
        HttpRequest request = HttpRequest.newBuilder(server.resolve("/" + page.path()))
                .timeout(Duration.ofSeconds(10))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString())
                    .body()
                    .equals(page.text());
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted", e));
        }
    }
}
