package io.cdntopology.docker;

import static io.cdntopology.docker.Failures.assertFails;
import static io.cdntopology.docker.Failures.printed;
import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.failure.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An image of a private registry")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@NeedsEngine
class ImagePullIT {
    private final List<TransferProgress> told = new CopyOnWriteArrayList<>();
    private RegistryFixture fixture;
    private Registry registry;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        fixture = new RegistryFixture(directory);
        registry = fixture.registry;
        registry.start();
    }

    @AfterAll
    void stop() {
        fixture.close();
    }

    private Images images(RegistryCredentials credentials) {
        TransferLimits limits = new TransferLimits(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMillis(1));
        return new Images(fixture.engine, credentials, limits, (image, progress) -> told.add(progress));
    }

    private Images images() {
        return images(fixture.credentials(RegistryFixture.PASSWORD));
    }

    /** Pushes an image, and takes it from the engine. */
    private ImageReference pushed(String name) throws Exception {
        String local = fixture.buildImage();
        fixture.leave(ImageReference.parse(fixture.host() + "/" + name));
        ImageReference image = registry.push(local, name);
        fixture.leave(image);
        fixture.forget(image.name() + ":1");
        fixture.forget(local);
        return image;
    }

    private static ImageReference tagged(ImageReference image) {
        return ImageReference.parse(image.name() + ":1");
    }

    @Test
    @DisplayName("is pulled with the right credentials, once, and told of")
    void pulled() throws Exception {
        ImageReference image = tagged(pushed("team/once:1"));
        assertThat(images().find(image)).isEmpty();
        try (var threads = new Threads()) {
            Images images = images();
            List<ImageId> ids = threads.all(4, () -> images.ensure(image));
            assertThat(ids).containsOnly(images.find(image).orElseThrow());
        }
        assertThat(told.get(told.size() - 1)).satisfies(last -> {
            assertThat(last.layersDone()).isEqualTo(last.layersTotal()).isEqualTo(1);
            assertThat(last.bytesDone()).isEqualTo(last.bytesTotal()).isGreaterThan(3 << 20);
        });
        told.clear();
        assertThat(images(RegistryCredentials.none()).ensure(image))
                .isEqualTo(images().find(image).orElseThrow());
        assertThat(told).isEmpty();
    }

    /** Threads that end with the test. */
    private static final class Threads implements AutoCloseable {
        private final ExecutorService executor = Executors.newCachedThreadPool();

        <T> List<T> all(int count, Supplier<T> work) {
            List<CompletableFuture<T>> results = Stream.generate(() -> CompletableFuture.supplyAsync(work, executor))
                    .limit(count)
                    .toList();
            return results.stream()
                    .map(result -> result.orTimeout(60, TimeUnit.SECONDS).join())
                    .toList();
        }

        @Override
        public void close() {
            var unused = executor.shutdownNow();
        }
    }

    @Test
    @DisplayName("is pulled by its digest, too, and containers are made of it")
    void digest() throws Exception {
        ImageReference image = pushed("team/digest:1");
        assertThat(images().find(image)).isEmpty();
        ImageId id = images().ensure(image);
        assertThat(images().find(image)).contains(id);
        assertThat(images().find(tagged(image))).isEmpty();

        String container = DockerCli.docker("create", image.toString(), "true");
        try {
            assertThat(DockerCli.docker(
                            "ps", "--all", "--no-trunc", "--filter", "id=" + container, "--format", "{{.Image}}"))
                    .isEqualTo(image.toString());
        } finally {
            DockerCli.docker("rm", container);
        }
    }

    @Test
    @DisplayName("is not pulled with a wrong password, or none")
    void refused() throws Exception {
        ImageReference image = tagged(pushed("team/refused:1"));
        String wrong = RegistryFixture.PASSWORD + "-not";
        assertThat(printed(assertFails(
                        ErrorCode.CREDENTIALS_REFUSED,
                        () -> images(fixture.credentials(wrong)).ensure(image),
                        "Pulling " + image,
                        fixture.host() + " refuses user 'ci'")))
                .doesNotContain(RegistryFixture.PASSWORD);
        assertFails(
                ErrorCode.CREDENTIALS_REFUSED,
                () -> images(RegistryCredentials.none()).ensure(image),
                fixture.host() + " wants credentials, and none are given for it",
                "RegistryCredentials.of(\"" + fixture.host() + "\", user, password)");
        assertThat(images().find(image)).isEmpty();
    }

    @Test
    @DisplayName("is not pulled if there is none of its name or tag")
    void unknown() throws Exception {
        ImageReference image = pushed("team/known:1");
        for (String unknown : List.of("/team/unknown:1", "/team/known:2")) {
            assertFails(
                    ErrorCode.IMAGE_NOT_FOUND,
                    () -> images().ensure(ImageReference.parse(fixture.host() + unknown)),
                    fixture.host() + " has no such image");
        }
        String digest = "sha256:" + "0".repeat(64);
        assertFails(
                ErrorCode.IMAGE_NOT_FOUND,
                () -> images().ensure(ImageReference.parse(image.name() + "@" + digest)),
                "has no such image");
    }

    @Test
    @DisplayName("is pulled once its registry runs again")
    void stopped() throws Exception {
        ImageReference image = tagged(pushed("team/stopped:1"));
        try {
            fixture.stop("registry");
            assertFails(
                    ErrorCode.IMAGE_NOT_TRANSFERRED,
                    () -> images().ensure(image),
                    "Pulling " + image,
                    fixture.host() + " failed (received unexpected HTTP status: 50");
            fixture.stop("proxy");
            assertFails(
                    ErrorCode.IMAGE_NOT_TRANSFERRED,
                    () -> images().ensure(image),
                    "the engine cannot reach " + fixture.host());
        } finally {
            registry.start();
        }
        assertThat(images().ensure(image)).isNotNull();
    }

    @Test
    @DisplayName("is not pushed by somebody else, nor if the engine does not have it")
    void push() throws Exception {
        String local = fixture.buildImage();
        try (Registry wrong =
                fixture.described().user(RegistryFixture.USER, () -> "wrong").open()) {
            assertFails(
                    ErrorCode.CREDENTIALS_REFUSED,
                    () -> wrong.push(local, "team/push:1"),
                    fixture.host() + " refuses user 'ci'");
        }
        assertThat(images().find(ImageReference.parse(fixture.host() + "/team/push:1")))
                .isEmpty();
        assertFails(
                ErrorCode.IMAGE_NOT_FOUND,
                () -> registry.push("cdn-docker-it-missing:1", "team/missing:1"),
                "the engine has no such image");
        assertFails(
                ErrorCode.IMAGE_NOT_FOUND,
                () -> images().push(ImageReference.parse(fixture.host() + "/team/missing:1")),
                "the engine has no such image");
    }
}
