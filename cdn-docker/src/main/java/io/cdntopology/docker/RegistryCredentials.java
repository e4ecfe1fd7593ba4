package io.cdntopology.docker;

import io.cdntopology.failure.CdnException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Who pulls from, and pushes to, which registry.
 *
 * <pre>{@code
 * RegistryCredentials.of("registry.example:5000", "ci", Path.of("/run/secrets/registry"))
 *         .or(RegistryCredentials.dockerConfig())
 * }</pre>
 *
 * <p>Looked up at each pull and push anew, for the registry that the name of the image begins with, sent to the engine
 * with that pull or push only, and kept nowhere. Immutable and thread-safe; nothing here prints a secret. Whoever has the
 * HTTP client below log what goes over the wire ({@code org.apache.hc.client5.http} at DEBUG) gets them logged, too.
 */
public final class RegistryCredentials {
    private final List<CredentialSource> sources;

    private RegistryCredentials(List<CredentialSource> sources) {
        this.sources = List.copyOf(sources);
    }

    /** No credentials, for any registry. */
    public static RegistryCredentials none() {
        return new RegistryCredentials(List.of());
    }

    /**
     * A user of a registry.
     *
     * @param host     as names of images begin, with a port unless it is 443; {@code docker.io} is Docker Hub
     * @param user     not empty, without a colon
     * @param password gives the password, or a token that is used like one, at each pull and push; what it throws ends that
     * @throws CdnException with {@code INVALID_ARGUMENT} if there is no such host or user
     */
    public static RegistryCredentials of(String host, String user, Supplier<String> password) {
        return given(host, user, Secret.from("the password of user '" + user + "'", password));
    }

    /**
     * A user of a registry.
     *
     * @param host         as names of images begin, with a port unless it is 443; {@code docker.io} is Docker Hub
     * @param user         not empty, without a colon
     * @param passwordFile holds the password, or a token that is used like one; it is read at each pull and push, at most
     *     64 KiB, and the end of its last line is not part of it
     * @throws CdnException with {@code INVALID_ARGUMENT} if there is no such host or user
     */
    public static RegistryCredentials of(String host, String user, Path passwordFile) {
        return given(host, user, Secret.in(passwordFile));
    }

    private static RegistryCredentials given(String host, String user, Secret password) {
        RegistryUser valid = new RegistryUser(user);
        return new RegistryCredentials(List.of(new GivenCredentials(
                new RegistryHost(host), () -> new RegistryLogin.Password(valid.value(), password.read()))));
    }

    /**
     * A token that the registry's own authority takes for a user, as {@code docker login} gets one from some.
     *
     * @param host  as names of images begin, with a port unless it is 443
     * @param token gives the token, at each pull and push; what it throws ends that
     * @throws CdnException with {@code INVALID_ARGUMENT} if there is no such host
     */
    public static RegistryCredentials identityToken(String host, Supplier<String> token) {
        Secret secret = Secret.from("the identity token for " + host, token);
        return new RegistryCredentials(List.of(new GivenCredentials(
                new RegistryHost(host), () -> new RegistryLogin.IdentityToken("<token>", secret.read()))));
    }

    /**
     * What {@code docker login} of this user left: {@code ~/.docker/config.json}, in the directory of the variable
     * {@code DOCKER_CONFIG} if it is set. As for the command, {@code credHelpers} go before {@code credsStore} and that
     * before {@code auths}; helpers are programs {@code docker-credential-…} on the {@code PATH}, which have 30 seconds.
     *
     * <p>Variables are read by this call, the file at each pull and push; a file that does not exist knows no registry.
     * Pulls and pushes fail with {@code INVALID_ARGUMENT} if the file cannot be read or a helper does not exist, and with
     * {@code IMAGE_NOT_TRANSFERRED} if a helper fails.
     */
    public static RegistryCredentials dockerConfig() {
        return new RegistryCredentials(List.of(DockerEnvironment.ofThisProcess().credentials()));
    }

    /** These, and for registries that these do not know, others. */
    public RegistryCredentials or(RegistryCredentials others) {
        return new RegistryCredentials(
                Stream.concat(sources.stream(), others.sources.stream()).toList());
    }

    /**
     * What to log in to a registry with.
     *
     * @return empty if nothing is known for it
     */
    Optional<RegistryLogin> find(RegistryHost registry) {
        return sources.stream()
                .flatMap(source -> source.find(registry).stream())
                .findFirst();
    }

    /** Which registries they are for; nothing of what is secret. */
    @Override
    public String toString() {
        return sources.toString();
    }
}
