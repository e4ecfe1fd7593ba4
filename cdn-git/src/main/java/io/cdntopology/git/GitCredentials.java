package io.cdntopology.git;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Who asks an HTTP server.
 *
 * @param user     the user
 * @param password gives the password or token, at each use
 */
record GitCredentials(String user, Supplier<String> password) {
    GitCredentials {
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(password, "password");
    }

    /** The value of the {@code Authorization} header. */
    String basic() {
        String plain = user + ":" + password.get();
        return "Basic " + Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "credentials(***)";
    }
}
