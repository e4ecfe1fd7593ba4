package io.cdntopology.docker;

import static io.cdntopology.docker.Failures.assertFails;
import static io.cdntopology.docker.Failures.printed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("An image that is wanted of an engine")
class FaultyPullIT {
    private static final String SECRET = "s3cret-pa55word";
    private static final ImageReference IMAGE = ImageReference.parse("registry.example:5000/team/edge:1");
    private static final String INSPECT = "/images/registry.example:5000/team/edge:1/json";
    private static final String PULL = "/images/create";
    private static final FakeEngine.Reply PRESENT = FakeEngine.json("{\"Id\":\"sha256:abc\"}");
    private static final FakeEngine.Reply ABSENT =
            FakeEngine.status("404 Not Found", "{\"message\":\"No such image\"}");
    private static final TransferLimits LIMITS =
            new TransferLimits(Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofMillis(1));

    @TempDir
    Path directory;

    private FakeEngine engine;
    private EngineConnection connection;

    @BeforeEach
    void start() throws Exception {
        open(FakeEngine.onSocket(directory.resolve("socket")));
    }

    private void open(FakeEngine fake) {
        engine = fake;
        engine.speaking("1.24", "1.41").answering(INSPECT, ABSENT);
        connection = EngineConnection.open(engine.host(), Duration.ofSeconds(15));
    }

    @AfterEach
    void stop() throws Exception {
        connection.close();
        engine.close();
    }

    private Images images(RegistryCredentials credentials) {
        return new Images(connection, credentials, LIMITS, TransferListener.SILENT);
    }

    private ImageId ensure() {
        return images(RegistryCredentials.none()).ensure(IMAGE);
    }

    /** Has the image be there once it was pulled. */
    private void pulledBy(FakeEngine.Reply reply) {
        engine.answering(PULL, out -> {
            engine.answering(INSPECT, PRESENT);
            reply.write(out);
        });
    }

    private long pulls() {
        return engine.requests().stream().filter(r -> r.startsWith("POST ")).count();
    }

    @Test
    @DisplayName("is not pulled if it is there")
    void present() {
        engine.answering(INSPECT, PRESENT);
        assertThat(ensure()).isEqualTo(new ImageId("sha256:abc"));
        assertThat(pulls()).isZero();
    }

    @Test
    @DisplayName("is pulled if it is not there, by its full name")
    void absent() {
        pulledBy(FakeEngine.items("{\"status\":\"Pulling from team/edge\",\"id\":\"1\"}"));
        assertThat(ensure()).isEqualTo(new ImageId("sha256:abc"));
        assertThat(engine.requests())
                .filteredOn(r -> r.startsWith("POST "))
                .singleElement()
                .satisfies(pull -> assertThat(pull)
                        .contains("/v1.41/images/create?")
                        .contains("tag=1")
                        .containsPattern("fromImage=registry.example(:|%3A)5000(/|%2F)team(/|%2F)edge"));
        assertThat(engine.sent("X-Registry-Auth")).isEmpty();
    }

    @Test
    @DisplayName("is there only if the engine has it, whatever it told")
    void success() {
        for (FakeEngine.Reply told : List.of(
                FakeEngine.items(),
                FakeEngine.json(""),
                FakeEngine.items("{\"status\":\"Download complete\",\"id\":\"a\"}"),
                FakeEngine.items("{}"))) {
            engine.answering(PULL, told);
            assertFails(
                    ErrorCode.IMAGE_NOT_TRANSFERRED,
                    this::ensure,
                    "Pulling " + IMAGE + " failed",
                    "told no error, and does not have it");
        }
    }

    @Test
    @DisplayName("is not there when one item tells an error, even if others tell success")
    void errorAmongItems() {
        pulledBy(FakeEngine.items(
                "{\"status\":\"Pulling fs layer\",\"id\":\"a\"}",
                "{\"errorDetail\":{\"message\":\"write /x: no space left on device\"},\"error\":\"write\"}",
                "{\"status\":\"Download complete\",\"id\":\"a\"}",
                "{\"status\":\"Status: Downloaded newer image\"}"));
        assertFails(ErrorCode.IMAGE_NOT_TRANSFERRED, this::ensure, "a disk is full", "docker system df");
        pulledBy(FakeEngine.items("{\"error\":\"x509: certificate signed by unknown authority\"}"));
        engine.answering(INSPECT, ABSENT);
        assertFails(ErrorCode.REGISTRY_REFUSED, this::ensure, "/etc/docker/certs.d/registry.example:5000/ca.crt");
        pulledBy(FakeEngine.items("{\"errorDetail\":{\"code\":1}}"));
        engine.answering(INSPECT, ABSENT);
        assertFails(ErrorCode.IMAGE_NOT_TRANSFERRED, this::ensure, "the engine says: null");
    }

    static Stream<FakeEngine.Reply> broken() {
        String item = "{\"status\":\"Pulling fs layer\",\"id\":\"a\"}";
        return Stream.of(
                FakeEngine.cutItems(),
                FakeEngine.cutItems(item),
                FakeEngine.cutItems(item, "{\"status\":\"Down"),
                FakeEngine.items(item, "{\"status\":\"Down"),
                FakeEngine.items(item, "null", item),
                FakeEngine.items(item, "[]"),
                FakeEngine.items("<html>"),
                FakeEngine.raw("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + item));
    }

    @ParameterizedTest
    @MethodSource("broken")
    @DisplayName("may be there later when what the engine tells is cut off, or cannot be read")
    void brokenOff(FakeEngine.Reply reply) {
        pulledBy(reply);
        assertFails(ErrorCode.IMAGE_NOT_TRANSFERRED, this::ensure, "the engine broke off what it tells");
    }

    @Test
    @DisplayName("may be there later when the engine cannot be reached any more")
    void unreachable() throws Exception {
        engine.answering(PULL, FakeEngine.raw(""));
        assertFails(ErrorCode.ENGINE_UNREACHABLE, this::ensure, "Pulling " + IMAGE);
        engine.close();
        assertFails(ErrorCode.ENGINE_UNREACHABLE, this::ensure, "Looking for image " + IMAGE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("is given up in time when the engine tells nothing any more, and nothing waits for it then")
    void idle(boolean onPort) throws Exception {
        if (onPort) {
            stop();
            open(FakeEngine.onPort());
        }
        TransferLimits limits =
                new TransferLimits(Duration.ofSeconds(15), Duration.ofMillis(300), Duration.ofMillis(50));
        Images images = new Images(connection, RegistryCredentials.none(), limits, TransferListener.SILENT);
        for (FakeEngine.Reply silent : List.of(
                FakeEngine.hanging(""),
                FakeEngine.hanging("HTTP/1.1 200 OK\r\n"),
                FakeEngine.endlessItems("{\"status\":\"Waiting\",\"id\":\"a\"}"))) {
            engine.answering(PULL, silent);
            assertFails(ErrorCode.IMAGE_NOT_TRANSFERRED, () -> images.ensure(IMAGE), "told nothing for PT0.3S");
        }
        Awaitility.await().atMost(Duration.ofSeconds(15)).until(FaultyPullIT::nothingWaits);
    }

    private static boolean nothingWaits() {
        return Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("docker-java-stream-"));
    }

    @Test
    @DisplayName("is given up in time when it never gets done")
    void endless() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        engine.answering(PULL, out -> {
            FakeEngine.endlessItems("{\"status\":\"Waiting\",\"id\":\"a\"}").write(out);
            byte[] item = "5\r\n{}\r\n \r\n".getBytes(StandardCharsets.US_ASCII);
            while (!isOver(done)) {
                out.write(item);
            }
        });
        TransferLimits limits =
                new TransferLimits(Duration.ofMillis(700), Duration.ofMillis(500), Duration.ofMillis(50));
        Images images = new Images(connection, RegistryCredentials.none(), limits, TransferListener.SILENT);
        assertFails(ErrorCode.IMAGE_NOT_TRANSFERRED, () -> images.ensure(IMAGE), "not done within PT0.7S");
        done.countDown();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "404|pull access denied for x, repository does not exist or may require 'docker login': denied|IMAGE_NOT_FOUND|has no such image, or does not show it",
                "404|manifest for x:1 not found: manifest unknown: manifest unknown|IMAGE_NOT_FOUND|has no such image",
                "404|no matching manifest for linux/arm64 in the manifest list entries|IMAGE_NOT_FOUND|the kind of machine",
                "500|Get https://x/v2/: no basic auth credentials|CREDENTIALS_REFUSED|RegistryCredentials.of(\"registry.example:5000\", user, password)",
                "500|Get https://x/v2/: unauthorized: authentication required|CREDENTIALS_REFUSED|none are given for it",
                "500|error parsing HTTP 401 response body: invalid character '<'|CREDENTIALS_REFUSED|wants credentials",
                "500|denied: requested access to the resource is denied|CREDENTIALS_REFUSED|wants credentials",
                "500|Get https://x/v2/: dial tcp 127.0.0.1:1: connect: connection refused|IMAGE_NOT_TRANSFERRED|cannot reach registry.example:5000",
                "500|Get https://x/v2/: dial tcp: lookup x: no such host|IMAGE_NOT_TRANSFERRED|cannot reach",
                "500|net/http: request canceled (Client.Timeout exceeded while awaiting headers)|IMAGE_NOT_TRANSFERRED|cannot reach",
                "500|Get https://x/v2/: EOF|IMAGE_NOT_TRANSFERRED|cannot reach",
                "500|Get https://x/v2/: x509: certificate signed by unknown authority|REGISTRY_REFUSED|does not trust the certificate",
                "500|Get https://x/v2/: tls: failed to verify certificate: x509: certificate has expired|REGISTRY_REFUSED|does not trust",
                "500|http: server gave HTTP response to HTTPS client|REGISTRY_REFUSED|insecure-registries",
                "500|toomanyrequests: You have reached your pull rate limit|IMAGE_NOT_TRANSFERRED|no more requests for now",
                "500|received unexpected HTTP status: 502 Bad Gateway|IMAGE_NOT_TRANSFERRED|registry.example:5000 failed",
                "500|something else|IMAGE_NOT_TRANSFERRED|the engine says: something else",
                "400|invalid reference format|ENGINE_REFUSED|the engine refused (400): invalid reference format"
            })
    @DisplayName("is not there for a reason that is told")
    void reasons(String status, String said, ErrorCode code, String why) {
        String message = said.replace("\"", "\\\"");
        engine.answering(PULL, FakeEngine.status(status + " X", "{\"message\":\"" + message + "\"}"));
        assertFails(code, this::ensure, "Pulling " + IMAGE, why);
        if (!status.equals("400")) {
            engine.answering(PULL, FakeEngine.items("{\"errorDetail\":{\"message\":\"" + message + "\"}}"));
            assertFails(code, this::ensure, "Pulling " + IMAGE, why);
        }
    }

    @Test
    @DisplayName("is asked for with the credentials of its registry, and of no other, looked up each time")
    void credentials() {
        List<String> passwords = new ArrayList<>(List.of(SECRET + 1, SECRET + 2));
        RegistryCredentials credentials = RegistryCredentials.of("other.example", "nobody", () -> SECRET)
                .or(RegistryCredentials.of("registry.example:5000", "ci", () -> passwords.remove(0)));
        engine.answering(PULL, FakeEngine.status("500 X", "{\"message\":\"unauthorized: incorrect password\"}"));
        for (int i = 1; i <= 2; i++) {
            assertFails(
                    ErrorCode.CREDENTIALS_REFUSED,
                    () -> images(credentials).ensure(IMAGE),
                    "registry.example:5000 refuses user 'ci'");
            assertThat(engine.sent("X-Registry-Auth")).hasSize(i);
            assertThat(decoded(engine.sent("X-Registry-Auth").get(i - 1)))
                    .contains("\"username\":\"ci\"")
                    .contains("\"password\":\"" + SECRET + i + "\"")
                    .contains("\"serveraddress\":\"registry.example:5000\"");
        }
        assertThat(credentials.toString()).doesNotContain(SECRET);
    }

    private static String decoded(String header) {
        return new String(Base64.getUrlDecoder().decode(header), StandardCharsets.UTF_8);
    }

    @Test
    @DisplayName("is asked for with an identity token where there is one")
    void identityToken() {
        pulledBy(FakeEngine.items());
        ImageId unused = images(RegistryCredentials.identityToken("registry.example:5000", () -> SECRET))
                .ensure(IMAGE);
        assertThat(decoded(engine.sent("X-Registry-Auth").get(0))).contains("\"identitytoken\":\"" + SECRET + "\"");
    }

    @Test
    @DisplayName("is never told of with its credentials, even if the registry repeats them")
    void repeated() {
        String basic = Base64.getEncoder().encodeToString(("ci:" + SECRET).getBytes(StandardCharsets.UTF_8));
        RegistryCredentials credentials = RegistryCredentials.of("registry.example:5000", "ci", () -> SECRET);
        for (String said : List.of(
                "unauthorized: '" + SECRET + "' is wrong",
                "Get https://ci:" + SECRET + "@x/: " + basic,
                "Get https://blobs.example/x?X-Signature=" + SECRET + ": EOF")) {
            engine.answering(PULL, FakeEngine.status("500 X", "{\"message\":\"" + said + "\"}"));
            CdnException early = catchFailure(credentials);
            engine.answering(PULL, FakeEngine.items("{\"errorDetail\":{\"message\":\"" + said + "\"}}"));
            CdnException late = catchFailure(credentials);
            assertThat(printed(early) + printed(late)).doesNotContain(SECRET).doesNotContain(basic);
        }
    }

    private CdnException catchFailure(RegistryCredentials credentials) {
        return catchThrowableOfType(
                CdnException.class, () -> images(credentials).ensure(IMAGE));
    }

    @Test
    @DisplayName("is not asked for when its credentials cannot be read")
    void unreadable() {
        Path file = directory.resolve("missing");
        assertFails(
                ErrorCode.INVALID_ARGUMENT,
                () -> images(RegistryCredentials.of("registry.example:5000", "ci", file))
                        .ensure(IMAGE),
                file.toString(),
                "it does not exist");
        assertThat(pulls()).isZero();
    }

    @Test
    @DisplayName("is pulled once for all that want it at the same time")
    void once() throws Exception {
        CountDownLatch pulling = new CountDownLatch(1);
        CountDownLatch others = new CountDownLatch(1);
        pulledBy(out -> {
            pulling.countDown();
            await(others);
            FakeEngine.items().write(out);
        });
        Images images = images(RegistryCredentials.none());
        List<CompletableFuture<ImageId>> wanted = new ArrayList<>(List.of(started(images)));
        await(pulling);
        for (int i = 0; i < 7; i++) {
            wanted.add(started(images));
        }
        Awaitility.await().until(() -> waiting() == 7);
        others.countDown();
        for (CompletableFuture<ImageId> image : wanted) {
            assertThat(image.get(15, TimeUnit.SECONDS)).isEqualTo(new ImageId("sha256:abc"));
        }
        assertThat(pulls()).isEqualTo(1);
    }

    private static long waiting() {
        return Thread.getAllStackTraces().values().stream()
                .filter(stack -> Stream.of(stack)
                        .anyMatch(frame -> frame.getClassName().equals(Images.class.getName())
                                && frame.getMethodName().equals("await")))
                .count();
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            assertThat(latch.await(15, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** Whether it is over, after a moment. */
    private static boolean isOver(CountDownLatch latch) throws IOException {
        try {
            return latch.await(20, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static CompletableFuture<ImageId> started(Images images) {
        CompletableFuture<ImageId> result = new CompletableFuture<>();
        thread(images, result).start();
        return result;
    }

    private static Thread thread(Images images, CompletableFuture<ImageId> result) {
        return new Thread(() -> {
            try {
                result.complete(images.ensure(IMAGE));
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
    }

    @Test
    @DisplayName("is pulled for those who wait although the thread that began was interrupted")
    void interrupted() throws Exception {
        CountDownLatch pulling = new CountDownLatch(1);
        engine.answering(PULL, out -> pulling.countDown());
        Images images = images(RegistryCredentials.none());
        CompletableFuture<ImageId> first = new CompletableFuture<>();
        Thread beginner = thread(images, first);
        beginner.start();
        await(pulling);
        CompletableFuture<ImageId> second = started(images);
        Awaitility.await().until(() -> waiting() == 1);
        pulledBy(FakeEngine.items());
        beginner.interrupt();
        assertThat(second.get(15, TimeUnit.SECONDS)).isEqualTo(new ImageId("sha256:abc"));
        assertThat(first)
                .failsWithin(Duration.ofSeconds(15))
                .withThrowableThat()
                .havingCause()
                .satisfies(cause -> assertThat(((CdnException) cause).code()).isEqualTo(ErrorCode.INTERRUPTED));
    }

    @Test
    @DisplayName("is given up when the connection is closed")
    void closed() throws Exception {
        CountDownLatch pulling = new CountDownLatch(1);
        engine.answering(PULL, out -> pulling.countDown());
        CompletableFuture<ImageId> image = started(images(RegistryCredentials.none()));
        await(pulling);
        connection.close();
        assertThat(image)
                .failsWithin(Duration.ofSeconds(15))
                .withThrowableThat()
                .havingCause()
                .satisfies(cause -> assertThat(((CdnException) cause).code()).isEqualTo(ErrorCode.CLOSED));
        assertFails(ErrorCode.CLOSED, this::ensure);
    }

    @Test
    @DisplayName("is reported on while it is pulled, and at the end")
    void progress() throws Exception {
        CountDownLatch heard = new CountDownLatch(1);
        pulledBy(out -> {
            FakeEngine.endlessItems(
                            "{\"status\":\"Pulling from team/edge\",\"id\":\"1\"}",
                            "{\"status\":\"Already exists\",\"id\":\"a\",\"progressDetail\":{}}",
                            "{\"status\":\"Pulling fs layer\",\"id\":\"b\",\"progressDetail\":{}}",
                            "{\"status\":\"Downloading\",\"id\":\"b\",\"progressDetail\":{\"current\":5,\"total\":9}}")
                    .write(out);
            await(heard);
            String items = "{\"status\":\"Download complete\",\"id\":\"b\"}"
                    + "{\"status\":\"Extracting\",\"id\":\"b\",\"progressDetail\":{\"current\":1,\"units\":\"s\"}}"
                    + "{\"status\":\"Pull complete\",\"id\":\"b\"}{\"status\":\"Digest: sha256:1\"}";
            out.write((Integer.toHexString(items.length()) + "\r\n" + items + "\r\n0\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
        });
        List<TransferProgress> told = new CopyOnWriteArrayList<>();
        Images images = new Images(connection, RegistryCredentials.none(), LIMITS, (image, progress) -> {
            assertThat(image).isEqualTo(IMAGE);
            told.add(progress);
            if (progress.bytesDone() == 5) {
                heard.countDown();
            }
        });
        ImageId unused = images.ensure(IMAGE);
        assertThat(told).contains(new TransferProgress(1, 2, 5, 9)).endsWith(new TransferProgress(2, 2, 9, 9));
        assertThat(told).doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("is pushed only if the engine tells the digest that it has in the registry then")
    void push() {
        String pushing = "/images/registry.example:5000/team/edge/push";
        engine.answering(
                pushing,
                FakeEngine.items(
                        "{\"status\":\"Pushed\",\"id\":\"a\"}",
                        "{\"progressDetail\":{},\"aux\":{\"Tag\":\"1\",\"Digest\":\"sha256:d\",\"Size\":1}}"));
        Images images = images(RegistryCredentials.of("registry.example:5000", "ci", () -> SECRET));
        assertThat(images.push(IMAGE)).isEqualTo("sha256:d");
        assertThat(decoded(engine.sent("X-Registry-Auth").get(0))).contains(SECRET);
        engine.answering(pushing, FakeEngine.items("{\"status\":\"Pushed\",\"id\":\"a\"}"));
        assertFails(ErrorCode.IMAGE_NOT_TRANSFERRED, () -> images.push(IMAGE), "no digest of it");
        engine.answering(
                pushing, FakeEngine.items("{\"errorDetail\":{\"message\":\"An image does not exist locally\"}}"));
        assertFails(ErrorCode.IMAGE_NOT_FOUND, () -> images.push(IMAGE), "Pushing " + IMAGE, "has no such image");
    }

    @Test
    @DisplayName("is given a time that makes sense")
    void limits() {
        assertFails(
                ErrorCode.INVALID_ARGUMENT,
                () -> new TransferLimits(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(1)),
                "total");
        assertFails(
                ErrorCode.INVALID_ARGUMENT,
                () -> new TransferLimits(Duration.ofSeconds(1), Duration.ofDays(2), Duration.ofSeconds(1)),
                "idle");
    }
}
