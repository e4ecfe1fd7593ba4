package io.cdntopology.agent;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * What a process prints, line by line. A line longer than {@link #MAX_BYTES} is cut, and characters that would disturb a
 * log become question marks, so no output makes more of the log than it is.
 */
final class OutputLines {
    /** How much of a line is told, in bytes. */
    static final int MAX_BYTES = 8_192;

    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final Consumer<String> lines;
    private long length;

    private OutputLines(Consumer<String> lines) {
        this.lines = lines;
    }

    /** Tells each line, until the stream ends. */
    static void tell(InputStream output, Consumer<String> lines) throws IOException {
        OutputLines told = new OutputLines(lines);
        byte[] buffer = new byte[MAX_BYTES];
        for (int read = output.read(buffer); read >= 0; read = output.read(buffer)) {
            for (int i = 0; i < read; i++) {
                told.add(buffer[i]);
            }
        }
        told.end();
    }

    private void add(byte value) {
        if (value == '\n') {
            tellLine();
            return;
        }
        if (length < MAX_BYTES) {
            line.write(value);
        }
        length++;
    }

    private void end() {
        if (length > 0) {
            tellLine();
        }
    }

    private void tellLine() {
        String text =
                line.toString(StandardCharsets.UTF_8).replaceAll("\r$", "").replaceAll("[\\p{Cntrl}&&[^\t]]", "?");
        long cut = length - line.size();
        lines.accept(cut == 0 ? text : text + " … (" + cut + " bytes more)");
        line.reset();
        length = 0;
    }
}
