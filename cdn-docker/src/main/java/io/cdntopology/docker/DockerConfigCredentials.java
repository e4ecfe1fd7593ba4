package io.cdntopology.docker;

import com.fasterxml.jackson.databind.JsonNode;
import io.cdntopology.failure.CdnException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Credentials as {@code docker login} keeps them.
 *
 * @param file        {@code config.json}
 * @param searchPath  the directories that helpers are in, as the variable {@code PATH} has them
 * @param helperLimit how long one helper may take
 */
record DockerConfigCredentials(Path file, String searchPath, Duration helperLimit) implements CredentialSource {
    private static final String ATTEMPTED = "Looking for the credentials of ";

    @Override
    public Optional<RegistryLogin> find(RegistryHost registry) {
        ConfigFile config = new ConfigFile(file, ATTEMPTED + registry);
        return config.read().flatMap(content -> find(registry, content, config));
    }

    private Optional<RegistryLogin> find(RegistryHost registry, JsonNode content, ConfigFile config) {
        Optional<String> helper = of(registry, content.path("credHelpers"))
                .or(() -> Optional.of(content.path("credsStore")))
                .map(name -> name.asText(""))
                .filter(name -> !name.isEmpty());
        if (helper.isPresent()) {
            return new CredentialHelper(helper.get(), searchPath, helperLimit).get(registry);
        }
        return of(registry, content.path("auths")).flatMap(entry -> login(entry, config));
    }

    /** The entry of a registry; keys may be URLs, and Docker Hub has several names. */
    private static Optional<JsonNode> of(RegistryHost registry, JsonNode entries) {
        Stream<Map.Entry<String, JsonNode>> all =
                StreamSupport.stream(entries.properties().spliterator(), false);
        return all.filter(entry -> registry.equals(host(entry.getKey()).orElse(null)))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private static Optional<RegistryHost> host(String key) {
        String host = key.replaceFirst("^https?://", "").replaceFirst("/.*", "");
        return RegistryHost.isValid(host) ? Optional.of(new RegistryHost(host)) : Optional.empty();
    }

    private static Optional<RegistryLogin> login(JsonNode entry, ConfigFile config) {
        String auth = entry.path("auth").asText("");
        String pair = auth.isEmpty()
                ? entry.path("username").asText("") + ":"
                        + entry.path("password").asText("")
                : decoded(auth, config);
        int colon = pair.indexOf(':');
        if (colon < 0) {
            throw broken(config);
        }
        String user = pair.substring(0, colon);
        String token = entry.path("identitytoken").asText("");
        if (!token.isEmpty()) {
            return Optional.of(new RegistryLogin.IdentityToken(user.isEmpty() ? "<token>" : user, token));
        }
        // Where a helper has the secret, an empty entry says only that there is one.
        String password = pair.substring(colon + 1);
        return user.isEmpty() ? Optional.empty() : Optional.of(new RegistryLogin.Password(user, password));
    }

    private static String decoded(String auth, ConfigFile config) {
        try {
            String pair = new String(Base64.getDecoder().decode(auth), StandardCharsets.UTF_8);
            return pair.replaceFirst("\0+\\z", "");
        } catch (IllegalArgumentException e) {
            throw broken(config);
        }
    }

    private static CdnException broken(ConfigFile config) {
        return config.invalid(
                "the auth of the registry is no user and password in Base64", "log in again: docker login", null);
    }

    /** The file. */
    @Override
    public String toString() {
        return file.toString();
    }
}
