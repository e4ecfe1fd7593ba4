package io.cdntopology.docker;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Who pulls from, or pushes to, one registry. Lives as long as one call; never printed. */
sealed interface RegistryLogin {
    String MASK = "***";

    /** The user, for reports. */
    String user();

    /** A text of somebody else's, without what of this may be in it. */
    String mask(String text);

    /** A user with a password, or with a token that is used like one. */
    record Password(String user, String password) implements RegistryLogin {
        @Override
        public String mask(String text) {
            String basic = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
            return masked(masked(text, basic), password);
        }

        @Override
        public String toString() {
            return "password(" + MASK + ")";
        }
    }

    /** A token that the registry's own authority takes for a user. */
    record IdentityToken(String user, String token) implements RegistryLogin {
        @Override
        public String mask(String text) {
            return masked(text, token);
        }

        @Override
        public String toString() {
            return "identityToken(" + MASK + ")";
        }
    }

    private static String masked(String text, String secret) {
        return secret.isEmpty() ? text : text.replace(secret, MASK);
    }
}
