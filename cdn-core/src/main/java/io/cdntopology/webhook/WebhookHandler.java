package io.cdntopology.webhook;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.cdntopology.webhook.Webhook.Verification;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers requests to a {@link WebhookReceiver}. Thread-safe. */
final class WebhookHandler implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookHandler.class);
    private static final int BUFFER = 16 * 1024;
    private static final int NO_BODY = -1;

    private final WebhookReceiverBuilder.Settings settings;
    private final Refusals refusals;
    private final Runnable heard;

    /**
     * @param heard returns at once
     */
    WebhookHandler(WebhookReceiverBuilder.Settings settings, Refusals refusals, Runnable heard) {
        this.settings = settings;
        this.refusals = refusals;
        this.heard = heard;
    }

    private record Answer(int status, String text) {}

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        Answer answer;
        try {
            answer = answer(exchange);
        } catch (RuntimeException e) {
            // What a supplier of secrets says may be secret.
            LOG.error("A webhook cannot be verified: {}", e.getClass().getName());
            LOG.debug("A webhook cannot be verified", e);
            answer = new Answer(500, "This webhook cannot be verified\n");
        }
        send(exchange, answer);
    }

    private Answer answer(HttpExchange exchange) throws IOException {
        if (!settings.path().equals(exchange.getRequestURI().getRawPath())) {
            return new Answer(404, "There is nothing here\n");
        }
        if (!exchange.getRequestMethod().equals("POST")) {
            exchange.getResponseHeaders().set("Allow", "POST");
            return new Answer(405, "Only POST is answered here\n");
        }
        InetAddress client = exchange.getRemoteAddress().getAddress();
        if (refusals.areTooMany(client)) {
            exchange.getResponseHeaders().set("Retry-After", String.valueOf(Refusals.WINDOW.toSeconds()));
            return new Answer(429, "Too many requests were refused, ask again later\n");
        }
        Headers headers = exchange.getRequestHeaders();
        List<Verification> verifications = settings.webhooks().stream()
                .flatMap(webhook -> webhook.begin(headers::getFirst).stream())
                .toList();
        if (!verifications.isEmpty() && !read(exchange, verifications)) {
            return new Answer(413, "This is longer than " + settings.maxBodyBytes() + " bytes\n");
        }
        // Not until the first is right: all of them take the same time.
        boolean isGenuine =
                verifications.stream().map(Verification::isGenuine).toList().contains(true);
        if (!isGenuine) {
            refusals.add(client);
            LOG.info("A webhook from {} was refused: nothing proves who sent it", client.getHostAddress());
            return new Answer(401, "Nothing proves who sent this\n");
        }
        heard.run();
        return new Answer(202, "Heard\n");
    }

    /** Whether it was not too long. */
    private boolean read(HttpExchange exchange, List<Verification> verifications) throws IOException {
        byte[] buffer = new byte[BUFFER];
        InputStream body = exchange.getRequestBody();
        long total = 0;
        for (int length = read(body, buffer); length >= 0; length = read(body, buffer)) {
            total += length;
            if (total > settings.maxBodyBytes()) {
                return false;
            }
            int read = length;
            verifications.forEach(verification -> verification.update(buffer, read));
        }
        return true;
    }

    /** What Java's server does not expect of anybody, such as a chunk of more bytes than there are numbers, is not our failure. */
    private static int read(InputStream body, byte[] buffer) throws IOException {
        try {
            return body.read(buffer);
        } catch (RuntimeException e) {
            throw new IOException("this is no HTTP", e);
        }
    }

    /** The connection ends with each: what was not read of a request would be taken for the next one, or waited for. */
    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        byte[] text = answer.text().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("Connection", "close");
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(answer.status(), NO_BODY);
        } else {
            exchange.sendResponseHeaders(answer.status(), text.length);
            exchange.getResponseBody().write(text);
        }
        exchange.close();
    }
}
