package io.cdntopology.docker;

import static io.cdntopology.docker.Failures.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.BuildImageResultCallback;
import com.github.dockerjava.api.model.Event;
import io.cdntopology.failure.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A real engine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@NeedsEngine
class RealEngineIT {
    private final String suffix = UUID.randomUUID().toString();
    private final String image = "cdn-docker-it-" + suffix + ":test";
    private final List<ContainerId> created = new ArrayList<>();
    private EngineConnection connection;
    private Containers containers;

    @BeforeAll
    void open(@TempDir Path directory) throws Exception {
        connection = EngineConnection.open(RealEngine.host(), EngineConnection.DEFAULT_TIMEOUT);
        containers = new Containers(connection);
        Path dockerfile = Files.writeString(directory.resolve("Dockerfile"), "FROM scratch\nLABEL nothing=in-it\n");
        String unused = connection
                .streams()
                .buildImageCmd(dockerfile.toFile())
                .withTags(Set.of(image))
                .exec(new BuildImageResultCallback())
                .awaitImageId(1, TimeUnit.MINUTES);
    }

    @AfterAll
    void remove() {
        created.forEach(this::removeContainer);
        boolean unused = connection.call("Removing the image", client -> {
            client.removeImageCmd(image).exec();
            return true;
        });
        connection.close();
    }

    private void removeContainer(ContainerId id) {
        boolean unused = connection.call("Removing a container", client -> {
            client.removeContainerCmd(id.value()).withForce(true).exec();
            return true;
        });
    }

    private ContainerId create(String name) {
        String id = connection.call(
                "Creating a container",
                client -> client.createContainerCmd(image)
                        .withName(name)
                        .withCmd("/never-started")
                        .exec()
                        .getId());
        created.add(new ContainerId(id));
        return new ContainerId(id);
    }

    @Test
    @DisplayName("tells what it is")
    void facts() {
        EngineFacts facts = connection.facts();
        assertThat(facts.version()).matches("\\d+\\.\\d+\\..*");
        assertThat(ApiVersion.parse(facts.apiVersion()).orElseThrow()).isBetween(ApiVersion.OLDEST, ApiVersion.NEWEST);
        assertThat(List.of(facts.id(), facts.name(), facts.architecture(), facts.kernel(), facts.operatingSystem()))
                .doesNotContain("");
        assertThat(facts.cgroupVersion()).isBetween(1, 2);
        assertThat(facts.storage().name()).isNotEmpty();
        assertThat(facts.storage().isSlow())
                .isEqualTo(List.of("vfs", "native").contains(facts.storage().name()));
    }

    @Test
    @DisplayName("gives the id of a name and the name of an id, without a slash")
    void names() {
        ContainerName name = new ContainerName("real-" + suffix);
        ContainerId id = create(name.value());
        assertThat(containers.idOf(name)).contains(id);
        assertThat(containers.nameOf(id)).contains(name);
        assertThat(containers.startingWith(id.value())).contains(id);
        assertThat(containers.startingWith(id.shortForm())).contains(id);
    }

    @Test
    @DisplayName("never gives a stranger of a similar name")
    void strangers() {
        ContainerId longer = create("own.1-" + suffix + "-content");
        ContainerId before = create("my-own.1-" + suffix);
        ContainerId likeDot = create("own-1-" + suffix);
        assertThat(containers.idOf(new ContainerName("own.1-" + suffix))).isEmpty();
        ContainerId own = create("own.1-" + suffix);
        assertThat(containers.idOf(new ContainerName("own.1-" + suffix))).contains(own);
        assertThat(List.of(longer, before, likeDot)).doesNotContain(own);
    }

    @Test
    @DisplayName("does not take the beginning of an id for a name")
    void idAsName() {
        ContainerId id = create("id-" + suffix);
        assertThat(containers.idOf(new ContainerName(id.shortForm()))).isEmpty();
        assertThat(containers.idOf(new ContainerName(id.value()))).isEmpty();
    }

    @Test
    @DisplayName("knows nothing of a container that was removed")
    void removed() {
        ContainerName name = new ContainerName("gone-" + suffix);
        ContainerId id = create(name.value());
        removeContainer(id);
        created.remove(id);
        assertThat(containers.idOf(name)).isEmpty();
        assertThat(containers.nameOf(id)).isEmpty();
        assertThat(containers.startingWith(id.value())).isEmpty();
    }

    @Test
    @DisplayName("gives the container of a short id only if it is the only one")
    void shortIds() {
        // Of 17 ids two begin with the same character.
        List<ContainerId> ids = new ArrayList<>();
        for (int i = 0; i < 17; i++) {
            ids.add(create("short-" + i + "-" + suffix));
        }
        String twice = ids.stream()
                .map(id -> id.value().substring(0, 1))
                .filter(start ->
                        ids.stream().filter(id -> id.value().startsWith(start)).count() > 1)
                .findFirst()
                .orElseThrow();
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> containers.startingWith(twice), "several ids begin with");
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> containers.startingWith("xyz"), "is no beginning of an id");
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> containers.startingWith(""), "is no beginning of an id");
    }

    @Test
    @DisplayName("does not take a name twice")
    void taken() {
        String name = "taken-" + suffix;
        ContainerId first = create(name);
        assertFails(ErrorCode.CONFLICT, () -> create(name), "Creating a container", first.value());
    }

    @Test
    @DisplayName("tells events for longer than a call may take")
    void streams() throws Exception {
        try (EngineConnection impatient = EngineConnection.open(RealEngine.host(), Duration.ofSeconds(2))) {
            CompletableFuture<Event> event = new CompletableFuture<>();
            String name = "event-" + suffix;
            ResultCallback.Adapter<Event> telling = new ResultCallback.Adapter<>() {
                @Override
                public void onNext(Event told) {
                    if (name.equals(told.getActor().getAttributes().get("name"))) {
                        event.complete(told);
                    }
                }

                @Override
                public void onError(Throwable failure) {
                    event.completeExceptionally(failure);
                }
            };
            impatient.streams().eventsCmd().exec(telling).awaitStarted();
            // Events are silent for longer than a call may be: this one ends by its time only.
            assertFails(ErrorCode.ENGINE_UNREACHABLE, () -> impatient.call("Waiting", RealEngineIT::waitForever));
            ContainerId id = create(name);
            assertThat(event.get(20, TimeUnit.SECONDS).getActor().getId()).isEqualTo(id.value());
            telling.close();
        }
    }

    /** Asks for events of something that never happens: the engine is silent. */
    private static boolean waitForever(DockerClient client) {
        try {
            return client.eventsCmd()
                            .withContainerFilter("no-such-container")
                            .exec(new ResultCallback.Adapter<>())
                            .awaitCompletion()
                    != null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
