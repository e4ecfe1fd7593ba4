package io.cdntopology.agent;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file that holds a password or token, and at its end perhaps a line break. Read at each use, so that it can be replaced while the
 * agent runs.
 *
 * @param path the file
 */
record PasswordFile(Path path) {
    /**
     * Names a file. What is said of it does not name it: it might be the secret itself, given in the wrong place.
     *
     * @throws IllegalArgumentException if it cannot be read now, or is empty
     */
    static PasswordFile of(String text) {
        PasswordFile file = new PasswordFile(ValueText.path(text));
        try {
            if (file.content().isEmpty()) {
                throw new IllegalArgumentException("the file is empty");
            }
            return file;
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "it is no file that can be read: " + e.getClass().getSimpleName(), e);
        }
    }

    /**
     * The password.
     *
     * @throws CdnException with {@code CREDENTIALS_REFUSED} if it cannot be read any more
     */
    String read() {
        try {
            return content();
        } catch (IOException e) {
            throw CdnException.of(
                    ErrorCode.CREDENTIALS_REFUSED,
                    "Reading a password",
                    new Problem(path.toString(), "it cannot be read", "put it back, readable by the agent"),
                    e);
        }
    }

    private String content() throws IOException {
        return Files.readString(path).replaceAll("[\r\n]+$", "");
    }
}
