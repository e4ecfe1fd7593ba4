package io.cdntopology.docker;

import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.AuthConfig;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.topology.TopologyName;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A private registry on an engine: a registry that nobody reaches, and before it an nginx that speaks TLS and asks each
 * user for a password (HTTP Basic authentication).
 *
 * <pre>{@code
 * try (Registry registry = Registry.behindBasicAuth(DockerHost.local(), new TopologyName("docs"))
 *         .certificate(Path.of("/etc/cdn/registry.pem"), Path.of("/etc/cdn/registry-key.pem"))
 *         .user("ci", Path.of("/run/secrets/registry"))
 *         .open()) {
 *     registry.start();
 *     ImageReference image = registry.push("edge:7", "team/edge:7");
 * }
 * }</pre>
 *
 * <p>On the engine it is the containers {@code cdn_<name>_registry_registry}, {@code …_proxy} and {@code …_files}, the
 * volumes {@code …_data} and {@code …_secrets}, and the network {@code …_network}. They carry labels that say so; what does
 * not is never changed or removed. Passwords (hashed) and the key of the certificate are in the volume {@code …_secrets}
 * and nowhere else on the engine.
 *
 * <p>The engine has to trust the certificate, unless the registry is published on {@code 127.0.0.0/8}: engines take
 * whatever certificate comes from there, and even do without TLS, which the proxy refuses. For another address, put the
 * authority into {@code /etc/docker/certs.d/<address>:<port>/ca.crt} of each engine that is to use it.
 *
 * <p>Thread-safe; calls block, one at a time. They fail with {@link CdnException}: {@code ENGINE_UNREACHABLE},
 * {@code ENGINE_REFUSED}, {@code NAME_TAKEN} if a stranger has one of the names, {@code INTERRUPTED}, {@code CLOSED}, and as they say.
 */
public final class Registry implements AutoCloseable {
    private static final long PAUSE_NANOS = Duration.ofMillis(200).toNanos();

    /**
     * What may be over in a moment while it starts. An engine whose TLS comes too early tries without, and is refused as if
     * its credentials were wrong; they cannot be, since the same ones were just written.
     */
    private static final Set<ErrorCode> MAY_HELP =
            Set.of(ErrorCode.IMAGE_NOT_TRANSFERRED, ErrorCode.ENGINE_UNREACHABLE, ErrorCode.CREDENTIALS_REFUSED);

    private final RegistrySettings settings;
    private final EngineConnection engine;
    private final Images images;
    private final Images ownImages;
    private final RegistryStorage storage;
    private final RegistryContainers containers;

    Registry(RegistrySettings settings, EngineConnection engine, Images images, Images ownImages) {
        this.settings = settings;
        this.engine = engine;
        this.images = images;
        this.ownImages = ownImages;
        this.storage = new RegistryStorage(engine, settings.name());
        this.containers = new RegistryContainers(engine, settings.name());
    }

    /**
     * Begins to describe a registry.
     *
     * @param host where its engine is
     * @param name of the registry, unique on that engine
     */
    public static RegistryBuilder behindBasicAuth(DockerHost host, TopologyName name) {
        return new RegistryBuilder(host, name);
    }

    /** Where its own engine reaches it, as names of images begin. */
    public RegistryHost host() {
        return settings.host();
    }

    /**
     * Makes it run: pulls the images that the engine does not have, makes what is missing, makes anew what is different,
     * writes users and certificate as they are now, and waits until the engine can log in. Idempotent: what was begun and
     * not finished, by this process or another, is finished. Containers that are as they should be go on running.
     *
     * @throws CdnException as the class says, and as pulls do; with {@code INVALID_ARGUMENT} if a password, certificate or
     *     key cannot be used, or the port is taken; with {@code IMAGE_NOT_TRANSFERRED} if it does not answer in time
     */
    public synchronized void start() {
        settings.certificate().check();
        byte[] users = new Htpasswd(new SecureRandom()).write(settings.users());
        ImageId registryImage = images.ensure(settings.image());
        ImageId proxyImage = images.ensure(settings.proxyImage());
        RegistryForms forms = new RegistryForms(settings, storage.ensureNetwork());
        String unusedData = storage.ensureVolume(RegistryPart.DATA);
        String unusedSecrets = storage.ensureVolume(RegistryPart.SECRETS);
        ContainerId files = containers.ensure(RegistryPart.FILES, client -> forms.files(client, proxyImage));
        containers.write(files, RegistryFiles.DATA, RegistryFiles.data());
        containers.write(files, RegistryFiles.SECRETS, RegistryFiles.secrets(users, settings.certificate()));
        ContainerId registry =
                containers.ensure(RegistryPart.REGISTRY, client -> forms.registry(client, registryImage));
        containers.start(RegistryPart.REGISTRY, registry);
        ContainerId proxy = containers.ensure(RegistryPart.PROXY, client -> forms.proxy(client, proxyImage));
        containers.reload(RegistryPart.PROXY, proxy);
        startProxy(proxy);
        awaitLogin();
    }

    private void startProxy(ContainerId proxy) {
        try {
            containers.start(RegistryPart.PROXY, proxy);
        } catch (CdnException e) {
            String said = String.valueOf(e.getMessage());
            if (said.contains("port is already allocated") || said.contains("address already in use")) {
                throw CdnException.of(
                        ErrorCode.INVALID_ARGUMENT,
                        "Starting registry " + settings.name(),
                        new Problem(
                                "port",
                                settings.address() + ":" + settings.port() + " is in use on the machine of the engine",
                                "stop what uses it, or give another port"),
                        e);
            }
            throw e;
        }
    }

    /** Has the engine log in: it is the one that will pull, from where it is, with what it trusts. */
    private void awaitLogin() {
        long start = System.nanoTime();
        while (true) {
            Optional<CdnException> failure = login();
            if (failure.isEmpty()) {
                return;
            }
            boolean mayHelp = MAY_HELP.contains(failure.get().code());
            if (!mayHelp || System.nanoTime() - start > settings.startTimeout().toNanos()) {
                throw diagnosed(failure.get());
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private Optional<CdnException> login() {
        String attempted = "Logging in to registry " + settings.name();
        Optional<RegistryLogin> login = settings.credentials().find(host());
        AuthConfig auth = RegistryAuth.of(host(), login);
        TransferFailures failures = new TransferFailures(attempted, host().value(), host(), login, engine.failures());
        try {
            return engine.callRepeatable(attempted, client -> {
                try {
                    Object unused = client.authCmd().withAuthConfig(auth).exec();
                    return Optional.<CdnException>empty();
                } catch (DockerException e) {
                    return Optional.of(failures.notBegun(e));
                }
            });
        } catch (CdnException e) {
            return Optional.of(e);
        }
    }

    /** The failure, with what is known of containers that do not run. */
    private CdnException diagnosed(CdnException failure) {
        String trouble = Stream.of(RegistryPart.REGISTRY, RegistryPart.PROXY)
                .flatMap(part -> containers.trouble(part).stream())
                .collect(Collectors.joining("; "));
        if (trouble.isEmpty()) {
            return failure;
        }
        return CdnException.of(
                failure.code(),
                "Starting registry " + settings.name(),
                new Problem(host().value(), trouble, "see why it ended: docker logs"),
                failure);
    }

    /**
     * Gives an image of the engine a name of this registry, and pushes it there as its first user. The engine keeps that
     * name for it; an image that had the name before loses it.
     *
     * @param localImage as {@code docker images} shows it, such as {@code edge:7}
     * @param name       what it is called in the registry, such as {@code team/edge:7}; without the host
     * @return the full name, with the digest under which the registry has it
     * @throws CdnException as the class says; with {@code INVALID_ARGUMENT}, {@code IMAGE_NOT_FOUND} if the engine does not
     *     have the image, {@code CREDENTIALS_REFUSED}, {@code REGISTRY_REFUSED}, or {@code IMAGE_NOT_TRANSFERRED}
     */
    public synchronized ImageReference push(String localImage, String name) {
        ImageReference local = ImageReference.parse(localImage);
        ImageReference target = ImageReference.parse(host() + "/" + name);
        ImageId image = images.find(local)
                .orElseThrow(() -> CdnException.of(
                        ErrorCode.IMAGE_NOT_FOUND,
                        "Pushing " + target,
                        new Problem(local.toString(), "the engine has no such image", "build or pull it first")));
        // An engine that is refused in the middle of a push tries again for most of a minute.
        login().ifPresent(failure -> {
            throw failure;
        });
        ownImages.tag(image, target);
        String digest = ownImages.push(target);
        return new ImageReference(target.registry(), target.path(), target.tag(), Optional.of(digest));
    }

    /**
     * Removes it with all that was pushed to it, and nothing that is not its own: images stay on the engine. Idempotent,
     * also after it was begun and not finished.
     */
    public synchronized void destroy() {
        Stream.of(RegistryPart.PROXY, RegistryPart.REGISTRY, RegistryPart.FILES).forEach(containers::remove);
        storage.remove();
    }

    /** Closes the connection to the engine; the registry goes on running. Idempotent. */
    @Override
    public void close() {
        engine.close();
    }

    /** Name and host. */
    @Override
    public String toString() {
        return settings.name() + " at " + host();
    }
}
