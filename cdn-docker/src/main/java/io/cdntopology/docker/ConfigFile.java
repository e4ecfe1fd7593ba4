package io.cdntopology.docker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A JSON file of the {@code docker} command. It may hold passwords of registries, so reports say nothing of its content,
 * nor do their causes.
 *
 * @param path      where it is
 * @param attempted what it is read for, for reports
 */
record ConfigFile(Path path, String attempted) {
    private static final int MAX_BYTES = 1 << 20;

    /** Its content; empty if there is none. */
    Optional<JsonNode> read() {
        try {
            if (Files.size(path) > MAX_BYTES) {
                throw invalid("it is larger than " + MAX_BYTES + " bytes", "make it smaller", null);
            }
            @Nullable JsonNode content = new ObjectMapper().readTree(Files.readAllBytes(path));
            return Optional.ofNullable(content);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw invalid("it is not valid JSON, see line " + line, "correct it", null);
        } catch (IOException e) {
            throw invalid("it cannot be read", "let the user of this process read it", e);
        }
    }

    CdnException invalid(String why, String fix, @Nullable Throwable cause) {
        return CdnException.of(ErrorCode.INVALID_ARGUMENT, attempted, new Problem(path.toString(), why, fix), cause);
    }
}
