package io.cdntopology.git;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;

/**
 * Who asks an HTTP server.
 *
 * @param user     the user; nobody in particular has a token
 * @param password gives the password or token
 */
record GitCredentials(Optional<String> user, GitPassword password) {
    GitCredentials {
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(password, "password");
    }

    /** The password or token as it is now, where none was refused. */
    String now() {
        return password.get(Optional.empty());
    }

    /** The value of the {@code Authorization} header with a password: Basic with a user, and otherwise Bearer. */
    String authorization(String given) {
        return user.map(name -> "Basic "
                        + Base64.getEncoder().encodeToString((name + ":" + given).getBytes(StandardCharsets.UTF_8)))
                .orElse("Bearer " + given);
    }

    @Override
    public String toString() {
        return "credentials(***)";
    }
}
