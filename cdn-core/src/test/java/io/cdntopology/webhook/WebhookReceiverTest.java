package io.cdntopology.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cdntopology.failure.CdnException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A receiver of webhooks")
class WebhookReceiverTest {
    private static final String SECRET = "a secret that nobody guesses";
    private static final String TOKEN = "a token that nobody guesses";
    private static final Duration SOON = Duration.ofSeconds(20);

    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicInteger wakes = new AtomicInteger();
    private final List<WebhookReceiver> receivers = new ArrayList<>();

    @AfterEach
    void close() {
        receivers.forEach(WebhookReceiver::close);
    }

    private static WebhookReceiverBuilder builder() {
        return WebhookReceiver.builder().accept(Webhook.github(SECRET)).accept(Webhook.token(TOKEN));
    }

    private WebhookReceiver start(WebhookReceiverBuilder builder, Runnable wake) {
        WebhookReceiver receiver = builder.start(wake);
        receivers.add(receiver);
        return receiver;
    }

    private HttpResponse<String> post(URI address, byte[] body, String header, String value) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(address)
                .header(header, value)
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        return http.send(request, BodyHandlers.ofString());
    }

    private HttpResponse<String> postSigned(URI address, byte[] body) throws Exception {
        return post(address, body, "X-Hub-Signature-256", "sha256=" + WebhookTest.signature(SECRET, body));
    }

    @Test
    @DisplayName("wakes for what is proven, of any length")
    void wakes() throws Exception {
        URI address = start(builder(), wakes::incrementAndGet).address();
        assertThat(postSigned(address, new byte[3 << 20]).statusCode()).isEqualTo(202);
        await().atMost(SOON).until(() -> wakes.get() == 1);
        assertThat(post(address, new byte[0], "Authorization", "Bearer " + TOKEN)
                        .statusCode())
                .isEqualTo(202);
        await().atMost(SOON).until(() -> wakes.get() == 2);
    }

    @Test
    @DisplayName("wakes once more for any number of requests, also repeated ones, while it wakes")
    void coalesces() throws Exception {
        CountDownLatch goesOn = new CountDownLatch(1);
        URI address = start(builder(), () -> {
                    wakes.incrementAndGet();
                    awaitQuietly(goesOn);
                })
                .address();
        byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
        assertThat(postSigned(address, body).statusCode()).isEqualTo(202);
        await().atMost(SOON).until(() -> wakes.get() == 1);
        for (int i = 0; i < 50; i++) {
            assertThat(postSigned(address, body).statusCode()).isEqualTo(202);
        }
        goesOn.countDown();
        await().atMost(SOON).until(() -> wakes.get() == 2);
        assertThat(postSigned(address, body).statusCode()).isEqualTo(202);
        await().atMost(SOON).until(() -> wakes.get() == 3);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @DisplayName("does not forget what it heard while nobody could be told")
    void retries() throws Exception {
        URI address = start(builder(), () -> {
                    if (wakes.incrementAndGet() == 1) {
                        throw new IllegalStateException("the store cannot be reached");
                    }
                })
                .address();
        assertThat(postSigned(address, new byte[1]).statusCode()).isEqualTo(202);
        await().atMost(SOON).until(() -> wakes.get() == 2);
    }

    @Test
    @DisplayName("answers nothing but what it is for, and tells nothing of its secrets")
    void refuses() throws Exception {
        URI address = start(builder().maxBodyBytes(100), wakes::incrementAndGet).address();
        HttpResponse<String> unsigned = post(address, new byte[1], "A", "b");
        assertThat(unsigned.statusCode()).isEqualTo(401);
        assertThat(unsigned.body()).doesNotContain(SECRET).doesNotContain(TOKEN);
        assertThat(post(address, new byte[1], "X-Hub-Signature-256", "sha256=00")
                        .statusCode())
                .isEqualTo(401);
        assertThat(postSigned(address, new byte[101]).statusCode()).isEqualTo(413);
        assertThat(postSigned(address.resolve("/other"), new byte[1]).statusCode())
                .isEqualTo(404);
        HttpResponse<String> got = http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
        assertThat(got.statusCode()).isEqualTo(405);
        assertThat(got.headers().firstValue("Allow")).contains("POST");
        assertThat(wakes).hasValue(0);
    }

    @Test
    @DisplayName("lets nobody try many secrets")
    void tooMany() throws Exception {
        URI address = start(builder(), wakes::incrementAndGet).address();
        for (int i = 0; i < Refusals.MAX; i++) {
            assertThat(post(address, new byte[1], "Authorization", "Bearer " + i)
                            .statusCode())
                    .isEqualTo(401);
        }
        HttpResponse<String> refused = post(address, new byte[1], "Authorization", "Bearer " + TOKEN);
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).contains("60");
        assertThat(wakes).hasValue(0);
    }

    @Test
    @DisplayName("forgets refusals after a minute")
    void forgets() {
        AtomicLong time = new AtomicLong();
        Refusals refusals = new Refusals(time::get);
        InetAddress client = InetAddress.getLoopbackAddress();
        for (int i = 0; i < Refusals.MAX; i++) {
            assertThat(refusals.areTooMany(client)).isFalse();
            refusals.add(client);
        }
        assertThat(refusals.areTooMany(client)).isTrue();
        time.addAndGet(Refusals.WINDOW.toNanos());
        assertThat(refusals.areTooMany(client)).isFalse();
        refusals.add(client);
        assertThat(refusals.areTooMany(client)).isFalse();
    }

    @Test
    @DisplayName("says it when a secret cannot be had, but not why")
    void noSecret() throws Exception {
        URI address = start(
                        WebhookReceiver.builder().accept(Webhook.token(() -> {
                            throw new IllegalStateException("vault://" + SECRET);
                        })),
                        wakes::incrementAndGet)
                .address();
        HttpResponse<String> failed = post(address, new byte[1], "Authorization", "Bearer x");
        assertThat(failed.statusCode()).isEqualTo(500);
        assertThat(failed.body()).doesNotContain(SECRET);
    }

    @Test
    @DisplayName("does not take for its own failure that a chunk is longer than anything")
    void endlessChunk() throws Exception {
        URI address = start(builder(), wakes::incrementAndGet).address();
        String request = "POST /webhook HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + TOKEN
                + "\r\nTransfer-Encoding: chunked\r\n\r\nffffffffff\r\n{}\r\n0\r\n\r\n";
        RawRequest.Answer answer = RawRequest.exchange(
                address, InetAddress.getLoopbackAddress(), request.getBytes(StandardCharsets.US_ASCII));
        assertThat(answer.status()).as(answer.text()).isNotIn(202, 500);
        assertThat(wakes).hasValue(0);
    }

    @Test
    @DisplayName("answers HEAD without a warning in the log")
    void head() throws Exception {
        URI address = start(builder(), wakes::incrementAndGet).address();
        try (ServerWarnings warnings = new ServerWarnings()) {
            HttpRequest head = HttpRequest.newBuilder(address)
                    .method("HEAD", BodyPublishers.noBody())
                    .build();
            assertThat(http.send(head, BodyHandlers.ofString()).statusCode()).isEqualTo(405);
            assertThat(warnings.messages()).isEmpty();
        }
    }

    @Test
    @DisplayName("does not wait for clients that send slowly, in whatever part of a request")
    void slowClients() throws Exception {
        WebhookReceiver receiver =
                WebhookReceiver.start(builder().settings(), Duration.ofSeconds(2), wakes::incrementAndGet);
        receivers.add(receiver);
        URI address = receiver.address();
        List<Socket> slow = new ArrayList<>();
        try {
            for (String begun : List.of(
                    "POST /web",
                    "POST /webhook HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + TOKEN
                            + "\r\nContent-Length: 100\r\n\r\nhalf")) {
                for (int i = 0; i < 20; i++) {
                    Socket socket = new Socket(address.getHost(), address.getPort());
                    slow.add(socket);
                    socket.setSoTimeout((int) SOON.toMillis());
                    socket.getOutputStream().write(begun.getBytes(StandardCharsets.US_ASCII));
                }
            }
            assertThat(postSigned(address, new byte[1]).statusCode()).isEqualTo(202);
            assertThat(wakes).hasValueLessThanOrEqualTo(1);
            assertThat(ends(slow.get(39))).isTrue();
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    /** Whether the other side ends the connection, with or without an answer; throws if it does not in time. */
    private static boolean ends(Socket socket) throws IOException {
        socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        return true;
    }

    @Test
    @DisplayName("names all that is wrong with its description, and a port that is taken")
    void described() {
        assertThatThrownBy(() -> WebhookReceiver.builder()
                        .port(70_000)
                        .path("x")
                        .maxBodyBytes(-1)
                        .start(wakes::incrementAndGet))
                .isInstanceOfSatisfying(
                        CdnException.class, e -> assertThat(e.problems()).hasSize(4));
        WebhookReceiver first = start(builder(), wakes::incrementAndGet);
        assertThatThrownBy(() -> builder().port(first.address().getPort()).start(wakes::incrementAndGet))
                .isInstanceOf(CdnException.class)
                .hasMessageContaining("port " + first.address().getPort());
    }
}
