package io.cdntopology.testkit;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;

/** Clients that ask edges over TLS again and again, on connections that are kept. */
final class TlsLoad implements AutoCloseable {
    private static final long PAUSE_MILLIS = 2;

    private final SSLContext trust;
    private final String page;
    private final List<Thread> clients = new ArrayList<>();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicLong answers = new AtomicLong();
    private volatile Phase phase = Phase.ASKING;

    private enum Phase {
        ASKING,
        ENDING
    }

    private TlsLoad(SSLContext trust, String page) {
        this.trust = trust;
        this.page = page;
    }

    /** Starts two for each edge, which expect this page. */
    static TlsLoad on(List<URI> edges, SSLContext trust, String page) {
        TlsLoad load = new TlsLoad(trust, page);
        for (URI edge : edges) {
            load.clients.add(new Thread(() -> load.ask(edge), "tls-load-1-" + edge.getPort()));
            load.clients.add(new Thread(() -> load.ask(edge), "tls-load-2-" + edge.getPort()));
        }
        load.clients.forEach(Thread::start);
        return load;
    }

    private void ask(URI edge) {
        HttpClient http = HttpClient.newBuilder()
                .version(Version.HTTP_1_1)
                .sslContext(trust)
                .build();
        HttpRequest request = HttpRequest.newBuilder(edge).build();
        while (phase == Phase.ASKING) {
            try {
                HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
                if (response.statusCode() != 200 || !response.body().equals(page)) {
                    wrong.add(edge + " answered " + response.statusCode() + ": " + response.body());
                }
                answers.incrementAndGet();
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            } catch (IOException e) {
                wrong.add(edge + ": " + e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** What was not the page. */
    List<String> wrong() {
        return List.copyOf(wrong);
    }

    long answers() {
        return answers.get();
    }

    /** Lets the clients finish what they are at. */
    @Override
    public void close() {
        phase = Phase.ENDING;
        try {
            for (Thread client : clients) {
                client.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
