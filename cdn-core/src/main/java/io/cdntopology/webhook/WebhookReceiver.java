package io.cdntopology.webhook;

import com.sun.net.httpserver.HttpServer;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.sync.WakeLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for the webhooks of servers of repositories, and wakes who looks for newer commits.
 *
 * <pre>{@code
 * try (WebhookReceiver receiver = WebhookReceiver.builder()
 *         .port(9000)
 *         .accept(Webhook.github(secret))
 *         .start(cdn::wake)) {
 *     …
 * }
 * }</pre>
 *
 * <p>It speaks plain HTTP, by default on this machine only: what speaks TLS belongs in front of it. Any number of requests while
 * somebody looks lead to one look more, so one that is sent again does no harm. Whoever fails ten times within a minute to prove
 * who he is waits for the rest of it. Thread-safe.
 *
 * <table>
 * <caption>What it answers to {@code POST} on its path</caption>
 * <tr><td>202</td><td>it was heard; somebody will look, also if that cannot be said to him yet</td></tr>
 * <tr><td>401</td><td>nothing proves who sent it</td></tr>
 * <tr><td>413</td><td>it is too long</td></tr>
 * <tr><td>429</td><td>the client was refused too often</td></tr>
 * <tr><td>500</td><td>the secret to compare with cannot be had; see the log</td></tr>
 * </table>
 *
 * <p>Other paths are answered with 404, other methods with 405; what is no HTTP with 400, 501, or the end of the connection.
 */
public final class WebhookReceiver implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookReceiver.class);

    /** How long a request may take. */
    static final Duration LIMIT = Duration.ofSeconds(10);

    private static final Duration EVER = Duration.ofDays(36_500);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final int BACKLOG = 128;

    private final HttpServer server;
    private final TimedThreads threads;
    private final WakeLoop waking;
    private final URI address;

    private WebhookReceiver(HttpServer server, TimedThreads threads, WakeLoop waking, String path) {
        this.server = server;
        this.threads = threads;
        this.waking = waking;
        InetSocketAddress bound = server.getAddress();
        String host = bound.getAddress().isAnyLocalAddress() ? "127.0.0.1" : bound.getHostString();
        this.address =
                URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + bound.getPort() + path);
    }

    /** Describes one. */
    public static WebhookReceiverBuilder builder() {
        return new WebhookReceiverBuilder();
    }

    static WebhookReceiver start(WebhookReceiverBuilder.Settings settings, Duration limit, Runnable wake) {
        AtomicBoolean asked = new AtomicBoolean();
        HttpServer server = listen(settings.address());
        WakeLoop waking = new WakeLoop("cdn-webhook-wake", () -> pass(asked, wake));
        WebhookHandler handler = new WebhookHandler(settings, new Refusals(System::nanoTime), () -> {
            asked.set(true);
            waking.wake();
        });
        TimedThreads threads = new TimedThreads("cdn-webhook", limit);
        server.createContext("/", handler);
        server.setExecutor(threads);
        server.start();
        return new WebhookReceiver(server, threads, waking, settings.path());
    }

    private static HttpServer listen(InetSocketAddress address) {
        try {
            return HttpServer.create(address, BACKLOG);
        } catch (IOException e) {
            throw CdnException.of(
                    ErrorCode.INVALID_ARGUMENT,
                    "Listening for webhooks",
                    new Problem(
                            "port",
                            "nothing can listen on port " + address.getPort() + " of "
                                    + address.getAddress().getHostAddress() + " (" + e.getMessage() + ")",
                            "end what listens there, or give another port or address"),
                    e);
        }
    }

    /** What was heard is not forgotten because it could not be said at that time. */
    private static Duration pass(AtomicBoolean asked, Runnable wake) {
        if (!asked.getAndSet(false)) {
            return EVER;
        }
        try {
            wake.run();
            return EVER;
        } catch (RuntimeException e) {
            LOG.warn("A webhook was heard, and nobody could be told yet; trying again in {}: {}", RETRY, e.toString());
            asked.set(true);
            return RETRY;
        }
    }

    /** Where it listens, with the path; if that is on all addresses of this machine, one of them. */
    public URI address() {
        return address;
    }

    /** Stops to listen. Idempotent. */
    @Override
    public void close() {
        server.stop(0);
        threads.stop();
        waking.close();
    }
}
