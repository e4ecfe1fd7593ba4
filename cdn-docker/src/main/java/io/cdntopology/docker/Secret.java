package io.cdntopology.docker;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Supplier;

/** Where a password or a token comes from, at each use anew; never printed. */
final class Secret {
    private static final int MAX_BYTES = 1 << 16;

    private final String where;
    private final Supplier<String> source;

    private Secret(String where, Supplier<String> source) {
        this.where = where;
        this.source = source;
    }

    /**
     * What an application gives.
     *
     * @param where what it is given by, for reports
     */
    static Secret from(String where, Supplier<String> source) {
        return new Secret(where, Objects.requireNonNull(source, "source"));
    }

    /** The content of a file of at most 64 KiB; the end of its last line is not part of it. */
    static Secret in(Path file) {
        Path absolute = file.toAbsolutePath();
        return new Secret(absolute.toString(), () -> read(absolute));
    }

    /**
     * Reads it.
     *
     * @throws CdnException with {@code INVALID_ARGUMENT} if it is empty, or its file cannot be read
     */
    String read() {
        String secret = source.get();
        if (secret.isEmpty()) {
            throw invalid(where, "it is empty", "give a password or token");
        }
        return secret;
    }

    private static String read(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw invalid(file.toString(), "it is larger than " + MAX_BYTES + " bytes", "give the right file");
            }
            String content = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            return content.replaceFirst("\\r?\\n\\z", "");
        } catch (NoSuchFileException e) {
            throw invalid(file.toString(), "it does not exist", "create it, or give the right path");
        } catch (AccessDeniedException e) {
            throw invalid(file.toString(), "this process may not read it", "let its user read the file");
        } catch (IOException e) {
            throw invalid(file.toString(), "it cannot be read", "give a file that can be read");
        }
    }

    private static CdnException invalid(String where, String why, String fix) {
        return CdnException.of(ErrorCode.INVALID_ARGUMENT, "Reading a password", new Problem(where, why, fix));
    }

    @Override
    public String toString() {
        return RegistryLogin.MASK;
    }
}
