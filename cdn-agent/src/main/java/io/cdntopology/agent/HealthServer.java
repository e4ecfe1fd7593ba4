package io.cdntopology.agent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Answers over HTTP how the agent is: {@code GET /health} with 200 while all that it runs does run, {@code GET /ready} with
 * 200 while the wanted release is live; 503 otherwise. Both with the same JSON document.
 */
final class HealthServer implements AutoCloseable {
    private static final int THREADS = 2;

    private final HttpServer server;
    private final ExecutorService threads;
    private final Supplier<HealthReport> report;

    private HealthServer(HttpServer server, ExecutorService threads, Supplier<HealthReport> report) {
        this.server = server;
        this.threads = threads;
        this.report = report;
    }

    /**
     * Starts to answer.
     *
     * @param address where
     * @param report  tells how the agent is, from several threads
     * @throws CdnException with {@code INVALID_ARGUMENT} if nothing can listen there
     */
    static HealthServer start(InetSocketAddress address, Supplier<HealthReport> report) {
        HttpServer server = bind(address);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "cdn-health");
            thread.setDaemon(true);
            return thread;
        });
        HealthServer health = new HealthServer(server, threads, report);
        server.setExecutor(threads);
        server.createContext("/health", exchange -> health.answer(exchange, "/health", HealthReport::alive));
        server.createContext("/ready", exchange -> health.answer(exchange, "/ready", HealthReport::isReady));
        server.start();
        return health;
    }

    private static HttpServer bind(InetSocketAddress address) {
        try {
            return HttpServer.create(address, 0);
        } catch (IOException e) {
            String where = address.getAddress().getHostAddress() + ":" + address.getPort();
            throw CdnException.of(
                    ErrorCode.INVALID_ARGUMENT,
                    "Starting to answer how the agent is",
                    new Problem(
                            AgentOption.HEALTH_ADDRESS.flag(),
                            "nothing can listen on " + where + ": " + e.getMessage(),
                            "end what listens there, or give another address"),
                    e);
        }
    }

    private void answer(HttpExchange exchange, String path, Predicate<HealthReport> isGood) throws IOException {
        try (exchange) {
            boolean asked = exchange.getRequestMethod().equals("GET")
                    || exchange.getRequestMethod().equals("HEAD");
            if (!exchange.getRequestURI().getPath().equals(path)) {
                exchange.sendResponseHeaders(404, -1);
            } else if (!asked) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                exchange.sendResponseHeaders(405, -1);
            } else {
                HealthReport now = report.get();
                send(exchange, isGood.test(now) ? 200 : 503, now.json());
            }
        }
    }

    private static void send(HttpExchange exchange, int status, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        boolean body = exchange.getRequestMethod().equals("GET");
        exchange.sendResponseHeaders(status, body ? bytes.length : -1);
        if (body) {
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
    }
}
