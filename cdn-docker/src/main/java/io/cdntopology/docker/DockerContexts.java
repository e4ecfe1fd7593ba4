package io.cdntopology.docker;

import com.fasterxml.jackson.databind.JsonNode;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The contexts of the {@code docker} command: engines by names.
 *
 * @param directory {@code ~/.docker}
 */
record DockerContexts(Path directory) {
    private static final int DEFAULT_PORT = 2375;
    private static final String LIST = "see docker context ls";

    /** The name of the context that is in use; empty if none was chosen. */
    Optional<String> current() {
        return read(directory.resolve("config.json"))
                .map(config -> config.path("currentContext").asText(""))
                .filter(name -> !name.isEmpty());
    }

    /** The engine of a context. */
    DockerHost host(String name) {
        String where = "context '" + name + "'";
        Path file = directory.resolve(Path.of("contexts", "meta", hash(name), "meta.json"));
        JsonNode endpoint = read(file)
                .orElseThrow(() -> invalid(where, "there is none in " + directory, LIST))
                .path("Endpoints")
                .path("docker");
        String host = endpoint.path("Host").asText("");
        if (host.isEmpty()) {
            throw invalid(where, "it names no Docker host", "create it by docker context create --docker host=…");
        }
        DockerAddress address = DockerAddress.parse(where, host, DEFAULT_PORT);
        if (address instanceof DockerAddress.Tcp
                && endpoint.path("SkipTLSVerify").asBoolean()) {
            throw invalid(
                    where,
                    "it does not have the engine prove who it is (skip-tls-verify)",
                    "give it the authority of the engine: docker context update --docker host=…,ca=…,cert=…,key=…");
        }
        Path certificates = directory.resolve(Path.of("contexts", "tls", hash(name), "docker"));
        boolean secured = address instanceof DockerAddress.Tcp && Files.isDirectory(certificates);
        return DockerHost.found(where, address, secured ? Optional.of(certificates) : Optional.empty());
    }

    private static Optional<JsonNode> read(Path file) {
        return new ConfigFile(file, DockerAddress.ATTEMPTED).read();
    }

    private static String hash(String name) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static CdnException invalid(String where, String why, String fix) {
        return CdnException.of(ErrorCode.INVALID_ARGUMENT, DockerAddress.ATTEMPTED, new Problem(where, why, fix));
    }
}
