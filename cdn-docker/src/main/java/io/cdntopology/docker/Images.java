package io.cdntopology.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.command.PullImageCmd;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.PullResponseItem;
import com.github.dockerjava.api.model.PushResponseItem;
import com.github.dockerjava.api.model.ResponseItem;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The images of an engine: there when they are needed, pulled only when they are not. Thread-safe; calls block.
 *
 * <p>Credentials are looked up for each pull and push, and go along with that only.
 */
final class Images {
    private final EngineConnection engine;
    private final RegistryCredentials credentials;
    private final TransferLimits limits;
    private final TransferListener listener;
    private final Map<ImageReference, CompletableFuture<Optional<ImageId>>> pulls = new ConcurrentHashMap<>();

    Images(EngineConnection engine, RegistryCredentials credentials, TransferLimits limits, TransferListener listener) {
        this.engine = engine;
        this.credentials = credentials;
        this.limits = limits;
        this.listener = listener;
    }

    /** The image of a name; empty if the engine does not have it. Nothing is pulled. */
    Optional<ImageId> find(ImageReference image) {
        return engine.callRepeatable("Looking for image " + image, client -> inspect(client, image));
    }

    private static Optional<ImageId> inspect(DockerClient client, ImageReference image) {
        try {
            @Nullable
            InspectImageResponse found =
                    client.inspectImageCmd(image.onEngine()).exec();
            return Optional.ofNullable(found == null ? null : found.getId()).map(ImageId::new);
        } catch (NotFoundException e) {
            return Optional.empty();
        }
    }

    /**
     * Makes sure that an image is there: pulls it if it is not, once for all threads that want it at the same time.
     * Idempotent.
     *
     * @throws CdnException with {@code IMAGE_NOT_FOUND}, {@code CREDENTIALS_REFUSED}, {@code REGISTRY_REFUSED} or
     *     {@code IMAGE_NOT_TRANSFERRED}; {@code INTERRUPTED}; or as calls to the engine fail
     */
    ImageId ensure(ImageReference image) {
        while (true) {
            CompletableFuture<Optional<ImageId>> own = new CompletableFuture<>();
            @Nullable CompletableFuture<Optional<ImageId>> others = pulls.putIfAbsent(image, own);
            if (others == null) {
                return ensure(image, own);
            }
            Optional<ImageId> theirs = await(image, others);
            if (theirs.isPresent()) {
                return theirs.get();
            }
        }
    }

    /** What interrupts this thread does not fail the others that wait for it: they are told to see to it themselves. */
    private ImageId ensure(ImageReference image, CompletableFuture<Optional<ImageId>> result) {
        try {
            ImageId id = find(image).orElseGet(() -> pull(image));
            result.complete(Optional.of(id));
            return id;
        } catch (CdnException e) {
            if (e.code() == ErrorCode.INTERRUPTED) {
                result.complete(Optional.empty());
            }
            result.completeExceptionally(e);
            throw e;
        } finally {
            pulls.remove(image, result);
            result.completeExceptionally(new IllegalStateException("the thread that pulled it failed"));
        }
    }

    private Optional<ImageId> await(ImageReference image, CompletableFuture<Optional<ImageId>> others) {
        String attempted = "Pulling " + image;
        try {
            return others.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw engine.failures().interrupted(attempted, e);
        } catch (ExecutionException e) {
            throw engine.failures().of(attempted, e.getCause() == null ? e : e.getCause());
        }
    }

    private ImageId pull(ImageReference image) {
        TransferFailures failures = failures("Pulling", image);
        TransferEnd.Complete unused = this.<PullResponseItem>transfer(failures, image, (client, transfer) -> {
            PullImageCmd command = client.pullImageCmd(image.name()).withTag(image.version());
            if (failures.login().isPresent()) {
                command.withAuthConfig(RegistryAuth.of(image.registry(), failures.login()));
            }
            command.exec(transfer);
        });
        return find(image).orElseThrow(() -> failures.notDone("the engine told no error, and does not have it"));
    }

    /**
     * Pushes an image of the engine to the registry that its name begins with.
     *
     * @return the digest under which the registry has it
     * @throws CdnException as {@link #ensure}
     */
    String push(ImageReference image) {
        TransferFailures failures = failures("Pushing", image);
        AuthConfig auth = RegistryAuth.of(image.registry(), failures.login());
        TransferEnd.Complete end = this.<PushResponseItem>transfer(
                failures,
                image,
                (client, transfer) -> client.pushImageCmd(image.name())
                        .withTag(image.version())
                        .withAuthConfig(auth)
                        .exec(transfer));
        return end.digest().orElseThrow(() -> failures.notDone("the engine told no error, and no digest of it"));
    }

    /** Gives an image of the engine another name; an image that had it before loses it. Idempotent. */
    void tag(ImageId image, ImageReference name) {
        boolean unused = engine.callRepeatable("Naming an image " + name, client -> {
            client.tagImageCmd(image.value(), name.name(), name.version()).exec();
            return true;
        });
    }

    private TransferFailures failures(String doing, ImageReference image) {
        return new TransferFailures(
                doing + " " + image,
                image.toString(),
                image.registry(),
                credentials.find(image.registry()),
                engine.failures());
    }

    private <T extends ResponseItem> TransferEnd.Complete transfer(
            TransferFailures failures, ImageReference image, BiConsumer<DockerClient, Transfer<T>> begin) {
        return engine.stream(failures.attempted(), client -> {
            Transfer<T> transfer = new Transfer<>(limits, progress -> listener.progressed(image, progress));
            begin.accept(client, transfer);
            try {
                TransferEnd end = transfer.await();
                failures.of(end).ifPresent(failure -> {
                    throw failure;
                });
                return (TransferEnd.Complete) end;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw engine.failures().interrupted(failures.attempted(), e);
            }
        });
    }
}
