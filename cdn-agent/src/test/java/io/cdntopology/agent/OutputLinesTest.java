package io.cdntopology.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What a command prints")
class OutputLinesTest {
    private static List<String> lines(String output) throws IOException {
        List<String> lines = new ArrayList<>();
        OutputLines.tell(new ByteArrayInputStream(output.getBytes(StandardCharsets.UTF_8)), lines::add);
        return lines;
    }

    @Test
    @DisplayName("is told line by line, the last one also without an end")
    void byLine() throws IOException {
        assertThat(lines("one\n\ntwo\r\nthrée")).containsExactly("one", "", "two", "thrée");
        assertThat(lines("")).isEmpty();
    }

    @Test
    @DisplayName("is cut where a line is too long, and says by how much")
    void cut() throws IOException {
        String full = "x".repeat(OutputLines.MAX_BYTES);
        assertThat(lines(full + "\n" + full + "yyy\nnext")).containsExactly(full, full + " … (3 bytes more)", "next");
    }

    @Test
    @DisplayName("cannot move the cursor of who reads the log, or feign other lines")
    void control() throws IOException {
        assertThat(lines("a\tb\u001b[2Jc\rd")).containsExactly("a\tb?[2Jc?d");
    }
}
