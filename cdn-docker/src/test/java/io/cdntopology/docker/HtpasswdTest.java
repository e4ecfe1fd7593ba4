package io.cdntopology.docker;

import static io.cdntopology.docker.Failures.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.failure.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.commons.codec.digest.Sha2Crypt;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The file of users of a registry")
class HtpasswdTest {
    private static String written(String password) {
        Supplier<String> source = () -> password;
        byte[] file = new Htpasswd(new SecureRandom())
                .write(Map.of(new RegistryUser("ci"), Secret.from("the password", source)));
        return new String(file, StandardCharsets.UTF_8);
    }

    @Test
    @DisplayName("has a hash of each password, another one each time")
    void hashed() {
        String line = written("pässwörd 1");
        assertThat(line)
                .matches("ci:\\$6\\$[./0-9A-Za-z]{16}\\$[./0-9A-Za-z]{86}\n")
                .isNotEqualTo(written("pässwörd 1"));
        String hash = line.strip().substring("ci:".length());
        String salt = hash.substring(0, hash.lastIndexOf('$'));
        assertThat(Sha2Crypt.sha512Crypt("pässwörd 1".getBytes(StandardCharsets.UTF_8), salt))
                .isEqualTo(hash);
    }

    @Test
    @DisplayName("has no password that a server could not check, or nobody could send")
    void refused() {
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> written("ä".repeat(128)), "longer than 255 bytes");
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> written("a\nroot:x"), "control characters");
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> written(""), "it is empty");
        assertThat(written("ä".repeat(127))).startsWith("ci:$6$");
    }
}
