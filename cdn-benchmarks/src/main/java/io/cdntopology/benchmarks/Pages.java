package io.cdntopology.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks servers over HTTP for a page, every two milliseconds, until each has answered with the text that it is to have. Asks
 * one server at a time, over a kept connection and in the calling thread, so that asking itself takes little of the
 * processors that are measured.
 */
final class Pages {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final int TIMEOUT_MILLIS = 10_000;

    /**
     * Waits until every server has answered with the page; the next one is asked when one has.
     *
     * @throws IllegalStateException if one does not in time
     */
    void await(List<URI> servers, Page page, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        for (URI server : servers) {
            while (!serves(server, page)) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("after " + patience + " " + server + " has no " + page.path());
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    /** Whether a server answers with the page; one that does not answer at all, does not yet. */
    static boolean serves(URI server, Page page) {
        return answer(server.resolve("/" + page.path()))
                .equals(Optional.of(new Answer(HttpURLConnection.HTTP_OK, page.text())));
    }

    private static Optional<Answer> answer(URI address) {
        try {
            HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            int status = connection.getResponseCode();
            // Also what is no page is read to its end: the connection is kept then.
            try (InputStream body =
                    status == HttpURLConnection.HTTP_OK ? connection.getInputStream() : connection.getErrorStream()) {
                String text = body == null ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8);
                return Optional.of(new Answer(status, text));
            }
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private record Answer(int status, String text) {}
}
