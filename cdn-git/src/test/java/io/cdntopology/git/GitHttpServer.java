package io.cdntopology.git;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/** An HTTP server of repositories: {@code git http-backend} behind a small bridge, and several ways to misbehave. */
final class GitHttpServer implements AutoCloseable {
    private static final byte[] PACKET =
            "003f0123456789abcdef0123456789abcdef01234567 refs/heads/endless\n".getBytes(StandardCharsets.US_ASCII);

    private final Path root;
    private final Optional<SSLContext> tls;
    private final int port;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private volatile Optional<String> authorization = Optional.empty();
    private volatile Optional<String> redirect = Optional.empty();
    private volatile boolean oldProtocolOnly;
    private volatile Optional<HttpHandler> instead = Optional.empty();
    private HttpServer server;

    GitHttpServer(Path root) {
        this(root, Optional.empty());
    }

    /**
     * @param tls shows its certificate, if it has one
     */
    GitHttpServer(Path root, Optional<SSLContext> tls) {
        this.root = root;
        this.tls = tls;
        this.server = start(0);
        this.port = server.getAddress().getPort();
    }

    private HttpServer start(int wantedPort) {
        try {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), wantedPort);
            HttpServer started = tls.isPresent() ? HttpsServer.create(address, 50) : HttpServer.create(address, 50);
            if (started instanceof HttpsServer secure) {
                secure.setHttpsConfigurator(new HttpsConfigurator(tls.orElseThrow()));
            }
            started.setExecutor(threads);
            started.createContext("/", this::handle);
            started.createContext("/silent", this::beSilent);
            started.createContext("/trickle", this::trickle);
            started.createContext("/broken", exchange -> answer(exchange, 500));
            started.createContext("/proxied", exchange -> answer(exchange, 407));
            started.start();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url(String name) {
        return (tls.isPresent() ? "https" : "http") + "://127.0.0.1:" + port + "/" + name;
    }

    int port() {
        return port;
    }

    /** Answers 401 to whoever is not this user. */
    void require(String user, String password) {
        String plain = user + ":" + password;
        requireAuthorization("Basic " + Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8)));
    }

    /** Answers 401 to whoever does not send this header. */
    void requireAuthorization(String value) {
        authorization = Optional.of(value);
    }

    void redirectTo(String url) {
        redirect = Optional.of(url);
    }

    /** Speaks the version of git's protocol that gives no commit by its id. */
    void speakOldProtocolOnly() {
        oldProtocolOnly = true;
    }

    /** Has requests answered in another way; empty for the usual one. */
    void answer(Optional<HttpHandler> handler) {
        instead = handler;
    }

    /** The methods and paths asked for, and the protocol version. */
    List<String> requests() {
        return requests;
    }

    /** The credentials that were sent. */
    List<String> authorizations() {
        return authorizations;
    }

    void cut() {
        server.stop(0);
    }

    void restore() {
        server = start(port);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Headers headers = exchange.getRequestHeaders();
            requests.add(
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath()
                            + (headers.containsKey("Git-Protocol") ? " " + headers.getFirst("Git-Protocol") : ""));
            if (headers.containsKey("Authorization")) {
                authorizations.add(headers.getFirst("Authorization"));
            }
            if (instead.isPresent()) {
                instead.get().handle(exchange);
            } else if (redirect.isPresent()) {
                exchange.getResponseHeaders()
                        .add(
                                "Location",
                                redirect.get() + exchange.getRequestURI().toString());
                answer(exchange, 302);
            } else if (authorization.isPresent() && !authorization.get().equals(headers.getFirst("Authorization"))) {
                exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"git\"");
                answer(exchange, 401);
            } else {
                runBackend(exchange);
            }
        }
    }

    private static void answer(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private void beSilent(HttpExchange exchange) {
        requests.add(
                exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath());
        try {
            closing.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A byte now and then: never silent, never done. */
    private void trickle(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().add("Content-Type", "application/x-git-upload-pack-advertisement");
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            out.write("001e# service=git-upload-pack\n0000".getBytes(StandardCharsets.US_ASCII));
            int sent = 0;
            while (!closing.await(50, TimeUnit.MILLISECONDS)) {
                out.write(PACKET[sent++ % PACKET.length]);
                out.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void runBackend(HttpExchange exchange) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("git", "http-backend");
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        environment(exchange, builder.environment());
        Process backend = builder.start();
        try (OutputStream out = backend.getOutputStream()) {
            exchange.getRequestBody().transferTo(out);
        }
        try (InputStream in = new BufferedInputStream(backend.getInputStream())) {
            answer(in, exchange);
        }
    }

    private static void answer(InputStream in, HttpExchange exchange) throws IOException {
        int status = 200;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            String name = line.substring(0, colon);
            String value = line.substring(colon + 1).strip();
            if (name.equals("Status")) {
                status = Integer.parseInt(value.substring(0, 3));
            } else {
                exchange.getResponseHeaders().add(name, value);
            }
        }
        exchange.sendResponseHeaders(status, 0);
        in.transferTo(exchange.getResponseBody());
    }

    private void environment(HttpExchange exchange, Map<String, String> environment) {
        environment.put("GIT_PROJECT_ROOT", root.toString());
        environment.put("GIT_HTTP_EXPORT_ALL", "1");
        environment.put("PATH_INFO", exchange.getRequestURI().getPath());
        environment.put(
                "QUERY_STRING",
                Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse(""));
        environment.put("REQUEST_METHOD", exchange.getRequestMethod());
        environment.put("REMOTE_ADDR", "127.0.0.1");
        Headers headers = exchange.getRequestHeaders();
        Map.of(
                        "Content-Type", "CONTENT_TYPE",
                        "Content-Length", "CONTENT_LENGTH",
                        "Content-Encoding", "HTTP_CONTENT_ENCODING",
                        "Git-Protocol", "GIT_PROTOCOL")
                .forEach((header, variable) -> {
                    boolean hidden = oldProtocolOnly && header.equals("Git-Protocol");
                    if (headers.containsKey(header) && !hidden) {
                        environment.put(variable, headers.getFirst(header));
                    }
                });
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
