package io.cdntopology.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.cdntopology.webhook.RawRequest.Answer;
import io.cdntopology.webhook.WebhookOracle.Proof;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/**
 * Random requests, one after the other to one receiver. A failure names the seed, and
 * {@code -Dcdn.fuzz.seed=<seed> -Dcdn.fuzz.rounds=1} repeats it.
 */
@Timeout(60)
@DisplayName("A receiver of webhooks, whatever is sent to it,")
class WebhookFuzzTest {
    private static final long FIRST_SEED = Long.getLong("cdn.fuzz.seed", 1);
    private static final int ROUNDS = Integer.getInteger("cdn.fuzz.rounds", 8);
    private static final int REQUESTS = 150;

    /** What is answered to whatever is no request, besides what {@link WebhookReceiver} says; 0 for a closed connection. */
    private static final Set<Integer> TO_MALFORMED = Set.of(0, 202, 400, 401, 404, 405, 413, 501);

    private static final int MAX_THREADS = 32 + 2;
    private static final long MAX_GROWTH = 2L << 20;

    private final Semaphore wakes = new Semaphore(0);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.cdntopology");
    private final WebhookOracle oracle = new WebhookOracle();
    private int strangers;
    private Random random;
    private RequestForge forge;
    private URI address;

    static LongStream seeds() {
        return LongStream.range(FIRST_SEED, FIRST_SEED + ROUNDS);
    }

    @BeforeEach
    void listen() {
        log.start();
        logger.setLevel(Level.TRACE);
        logger.addAppender(log);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(log);
        logger.setLevel(null);
    }

    private static WebhookReceiver start(Runnable wake) {
        WebhookReceiverBuilder builder =
                WebhookReceiver.builder().path(WebhookOracle.PATH).maxBodyBytes(WebhookOracle.MAX_BODY);
        builder.accept(Webhook.github(Proof.GITHUB.secret()))
                .accept(Webhook.gitea(Proof.GITEA.secret()))
                .accept(Webhook.bitbucket(Proof.BITBUCKET.secret()))
                .accept(Webhook.gitlab(Proof.GITLAB.secret()))
                .accept(Webhook.token(Proof.TOKEN.secret()));
        return WebhookReceiver.start(builder.settings(), Duration.ofSeconds(30), wake);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    @DisplayName("wakes for what is proven and nothing else, and says and keeps nothing of it")
    void fuzzed(long seed) throws Exception {
        random = new Random(seed);
        forge = new RequestForge(random);
        List<Socket> slow = new ArrayList<>();
        try (ServerWarnings warnings = new ServerWarnings();
                WebhookReceiver receiver = start(wakes::release)) {
            address = receiver.address();
            assertHeard("the first");
            long memory = usedMemory();
            for (int i = 0; i < REQUESTS; i++) {
                sendOne(slow, "request " + i + " of seed " + seed);
            }
            flood("much of seed " + seed);
            assertHeard("the last of seed " + seed);
            assertThat(threads()).isLessThanOrEqualTo(MAX_THREADS);
            // The server's threads may still be at the last of the requests, which are then in use.
            await("no growth by seed " + seed).until(() -> usedMemory() - memory < MAX_GROWTH);
            assertThat(warnings.messages()).as("seed " + seed).isEmpty();
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
        assertThat(wakes.availablePermits())
                .as("wakes for nothing by seed " + seed)
                .isZero();
        assertThat(log.list).extracting(ILoggingEvent::getFormattedMessage).allMatch(WebhookFuzzTest::tellsNothing);
        assertThat(log.list).noneMatch(event -> event.getLevel().isGreaterOrEqual(Level.WARN));
    }

    /** Far more than may be kept of it. */
    private void flood(String what) throws IOException {
        byte[] request = RequestForge.right(Proof.GITHUB, "x".repeat(100_000)).bytes();
        for (long sent = 0; sent < 2 * MAX_GROWTH; sent += request.length) {
            assertThat(exchange(client(0), request, what).status()).as(what).isEqualTo(413);
        }
    }

    private void sendOne(List<Socket> slow, String what) throws IOException {
        switch (random.nextInt(16)) {
            case 0 -> slow.add(begun());
            case 1, 2, 3, 4, 5 -> sendMalformed(what);
            default -> sendWellFormed(what);
        }
    }

    private void sendWellFormed(String what) throws IOException {
        RequestForge.Sent sent = forge.wellFormed();
        // One client sends so many that it is refused too often.
        InetAddress client = client(random.nextInt(3) == 0 ? 1 : 2 + random.nextInt(20));
        int expected = oracle.status(client, sent.method(), sent.path(), sent.request());
        Answer answer = exchange(client, sent.request().bytes(), what);
        assertThat(answer.status())
                .as("%s from %s: %s\n%s", what, client, sent, answer)
                .isEqualTo(expected);
        assertWoken(answer, what);
    }

    private void sendMalformed(String what) throws IOException {
        RawRequest request = random.nextBoolean() ? forge.wellFormed().request() : forge.right();
        String changed = forge.malformed(request);
        // One that nothing was refused to yet: whether this counts as a request is up to the server.
        Answer answer = exchange(client(1_000 + strangers++), changed.getBytes(StandardCharsets.ISO_8859_1), what);
        String description = what + ": " + changed.substring(0, Math.min(1_000, changed.length())) + "\n" + answer;
        assertThat(answer.status()).as(description).isIn(TO_MALFORMED);
        if (answer.status() == 202) {
            assertThat(WebhookOracle.mayProve(changed, request)).as(description).isTrue();
        }
        assertWoken(answer, description);
    }

    /** A request that does not end for as long as the others are sent. */
    private Socket begun() throws IOException {
        byte[] bytes = forge.wellFormed().request().bytes();
        Socket socket = new Socket(InetAddress.getByName(address.getHost()), address.getPort(), client(999), 0);
        socket.getOutputStream().write(bytes, 0, random.nextInt(Math.min(60, bytes.length)));
        return socket;
    }

    private static InetAddress client(int number) throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 1, (byte) (number >> 8), (byte) number});
    }

    private Answer exchange(InetAddress client, byte[] request, String what) {
        try {
            Answer answer = RawRequest.exchange(address, client, request);
            assertThat(tellsNothing(answer.text())).as(what).isTrue();
            return answer;
        } catch (IOException e) {
            throw new AssertionError(what + " has no end: " + new String(request, StandardCharsets.ISO_8859_1), e);
        }
    }

    /** Nothing else may follow a wake before the next request, or it would be taken for one of that. */
    private void assertWoken(Answer answer, String what) {
        try {
            assertThat(answer.status() != 202 || wakes.tryAcquire(20, TimeUnit.SECONDS))
                    .as("heard of " + what)
                    .isTrue();
            assertThat(wakes.availablePermits()).as("wakes after " + what).isZero();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void assertHeard(String what) throws IOException {
        for (Proof proof : Proof.values()) {
            Answer answer = exchange(client(0), RequestForge.right(proof, what).bytes(), what);
            assertThat(answer.status()).as(what).isEqualTo(202);
            assertWoken(answer, what);
        }
    }

    private static boolean tellsNothing(String text) {
        return Arrays.stream(Proof.values()).map(Proof::secret).noneMatch(text::contains);
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("cdn-webhook"))
                .count();
    }

    private static long usedMemory() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
