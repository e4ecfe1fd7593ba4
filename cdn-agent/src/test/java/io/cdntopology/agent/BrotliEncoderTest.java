package io.cdntopology.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.aayushatharva.brotli4j.decoder.BrotliInputStream;
import io.cdntopology.store.VariantEncoder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The encoder of brotli")
class BrotliEncoderTest {
    /** What is loaded stays open until the JVM ends. */
    @TempDir(cleanup = CleanupMode.NEVER)
    private static Path directory;

    private static byte[] encoded(VariantEncoder encoder, byte[] bytes) throws IOException {
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        try (OutputStream out = encoder.encode(target, bytes.length)) {
            out.write(bytes);
        }
        return target.toByteArray();
    }

    private static byte[] text(int bytes) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; text.length() < bytes; i++) {
            text.append("<li><a href=\"/pages/").append(i * 7919L % 10_007).append(".html\">Page</a></li>\n");
        }
        return text.substring(0, bytes).getBytes(StandardCharsets.US_ASCII);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1_024, 262_144, 262_145, 3_000_000})
    @DisplayName("makes the same bytes of the same file, which are what it was, and fewer than gzip's")
    void encodes(int bytes) throws IOException {
        VariantEncoder brotli = BrotliEncoder.load(directory.resolve("native")).orElseThrow();
        byte[] text = text(bytes);
        byte[] encoded = encoded(brotli, text);
        assertThat(encoded)
                .isEqualTo(encoded(brotli, text))
                .hasSizeLessThan(encoded(VariantEncoder.gzip(), text).length);
        try (BrotliInputStream in = new BrotliInputStream(new ByteArrayInputStream(encoded))) {
            assertThat(in.readAllBytes()).isEqualTo(text);
        }
    }
}
