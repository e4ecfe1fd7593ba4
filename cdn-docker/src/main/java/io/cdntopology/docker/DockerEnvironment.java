package io.cdntopology.docker;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What the {@code docker} command of a user goes by.
 *
 * @param variables of the process
 * @param home      the user's directory
 */
record DockerEnvironment(Map<String, String> variables, Path home) {
    private static final String HOST = "DOCKER_HOST";
    private static final String DEFAULT_CONTEXT = "default";
    private static final Path DEFAULT_SOCKET = Path.of("/var/run/docker.sock");
    private static final int PLAIN_PORT = 2375;
    private static final int TLS_PORT = 2376;

    static DockerEnvironment ofThisProcess() {
        Map<String, String> variables = System.getenv();
        String home = variables.getOrDefault("HOME", System.getProperty("user.home"));
        return new DockerEnvironment(variables, Path.of(home));
    }

    /** The engine that the command speaks to. */
    DockerHost local() {
        Optional<String> context = variable(HOST).isPresent()
                ? Optional.empty()
                : variable("DOCKER_CONTEXT").or(() -> contexts().current());
        return context(context.orElse(DEFAULT_CONTEXT));
    }

    /** The engine that the command speaks to when it is told a context. */
    DockerHost context(String name) {
        return DEFAULT_CONTEXT.equals(name) ? host() : contexts().host(name);
    }

    private DockerHost host() {
        Optional<String> host = variable(HOST);
        if (host.isEmpty()) {
            return DockerHost.found("/var/run/docker.sock", new DockerAddress.Unix(DEFAULT_SOCKET), Optional.empty());
        }
        boolean tls = variable("DOCKER_TLS_VERIFY").isPresent();
        if (!tls && variable("DOCKER_TLS").isPresent()) {
            throw CdnException.of(
                    ErrorCode.INVALID_ARGUMENT,
                    DockerAddress.ATTEMPTED,
                    new Problem(
                            "DOCKER_TLS",
                            "it asks for TLS to an engine that need not prove who it is",
                            "set DOCKER_TLS_VERIFY=1 instead"));
        }
        DockerAddress address = DockerAddress.parse(HOST, host.get(), tls ? TLS_PORT : PLAIN_PORT);
        boolean secured = tls && address instanceof DockerAddress.Tcp;
        return DockerHost.found(HOST, address, secured ? Optional.of(certificates()) : Optional.empty());
    }

    private Path certificates() {
        return variable("DOCKER_CERT_PATH").map(DockerEnvironment::path).orElseGet(this::directory);
    }

    private DockerContexts contexts() {
        return new DockerContexts(directory());
    }

    /** What credentials of registries are known by it. */
    DockerConfigCredentials credentials() {
        return new DockerConfigCredentials(
                directory().resolve("config.json"),
                variables.getOrDefault("PATH", ""),
                CredentialHelper.DEFAULT_TIMEOUT);
    }

    private Path directory() {
        return variable("DOCKER_CONFIG").map(DockerEnvironment::path).orElse(home.resolve(".docker"));
    }

    private static Path path(String variable) {
        return Path.of(variable).toAbsolutePath();
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(variables.get(name)).filter(value -> !value.isEmpty());
    }
}
