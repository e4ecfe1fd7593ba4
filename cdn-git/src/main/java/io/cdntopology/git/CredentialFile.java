package io.cdntopology.git;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * A file that says who asks a server, or which servers are trusted. It is read at each use, so that it can be replaced.
 *
 * @param path the file
 */
record CredentialFile(Path path) implements Supplier<byte[]> {
    private static final int MAX_BYTES = 1 << 20;

    /** A text as bytes, each time it is asked for. */
    static Supplier<byte[]> bytes(Supplier<String> text) {
        return () -> text.get().getBytes(StandardCharsets.UTF_8);
    }

    /** The line that is in it, without its end. */
    String line() {
        return new String(get(), StandardCharsets.UTF_8).replaceAll("[\r\n]+$", "");
    }

    /**
     * What is in it.
     *
     * @throws CdnException with {@code CREDENTIALS_REFUSED} if it cannot be read
     */
    @Override
    public byte[] get() {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IOException("it is larger than 1 MiB");
            }
            return bytes;
        } catch (IOException e) {
            throw CdnException.of(
                    ErrorCode.CREDENTIALS_REFUSED,
                    "Reading a file with credentials",
                    new Problem(
                            path.toString(),
                            "it cannot be read (" + e + ")",
                            "put it there, readable for this process, with at most 1 MiB"),
                    e);
        }
    }
}
