package io.cdntopology.docker;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.commons.codec.digest.Sha2Crypt;

/**
 * Writes the file that nginx checks users and passwords by.
 *
 * <p>Passwords are hashed as {@code $6$}, SHA-512 with salt and 5000 rounds: nginx leaves it to {@code crypt}, and both
 * that of glibc and that of musl, on Alpine, know it. What nginx checks by itself ({@code $apr1$}, {@code {SSHA}}) is fast
 * to guess from the file, and bcrypt is not in every glibc.
 */
record Htpasswd(SecureRandom random) {
    /** That of musl takes no longer ones. */
    private static final int MAX_BYTES = 255;

    private static final int SALT_LENGTH = 16;
    private static final String SALT_CHARACTERS = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final Pattern UNSENDABLE = Pattern.compile("\\p{Cntrl}");

    /**
     * The file, with the passwords as they are now.
     *
     * @throws CdnException with {@code INVALID_ARGUMENT} if one cannot be read, or cannot be used
     */
    byte[] write(Map<RegistryUser, Secret> users) {
        return users.entrySet().stream()
                .map(user -> user.getKey() + ":"
                        + hash(user.getKey(), user.getValue().read()) + "\n")
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.UTF_8);
    }

    private String hash(RegistryUser user, String password) {
        byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MAX_BYTES || UNSENDABLE.matcher(password).find()) {
            throw CdnException.of(
                    ErrorCode.INVALID_ARGUMENT,
                    "Writing the users of a registry",
                    new Problem(
                            "the password of user '" + user + "'",
                            "it is longer than " + MAX_BYTES + " bytes, or has control characters",
                            "give another one"));
        }
        String salt = random.ints(SALT_LENGTH, 0, SALT_CHARACTERS.length())
                .mapToObj(index -> SALT_CHARACTERS.substring(index, index + 1))
                .collect(Collectors.joining());
        return Sha2Crypt.sha512Crypt(bytes, "$6$" + salt);
    }
}
