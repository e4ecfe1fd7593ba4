package io.cdntopology.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntityTagTest {
    private final EntityTag tag = new EntityTag("\"5f5e1000-3e8\"");

    @Test
    void isThatOfNginx(@TempDir Path directory) throws IOException {
        Path file = Files.write(directory.resolve("file"), new byte[1_000]);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_600_000_000_999L));
        assertThat(EntityTag.of(Files.readAttributes(file, BasicFileAttributes.class)))
                .isEqualTo(tag);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                " * ",
                "\"5f5e1000-3e8\"",
                "W/\"5f5e1000-3e8\"",
                "\"a\", \"5f5e1000-3e8\"",
                "\"a,b\",W/\"5f5e1000-3e8\" , \"c\"",
                ", ,\"5f5e1000-3e8\"",
                "\"\", \"5f5e1000-3e8\"",
            })
    void isNamed(String header) {
        assertThat(tag.isNamedIn(List.of(header))).isTrue();
        assertThat(tag.isNamedIn(List.of("\"other\"", header))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "5f5e1000-3e8",
                "\"5f5e1000\"",
                "\"a, \"5f5e1000-3e8\"",
                "\"5f5e1000-3e8",
                "w/\"5f5e1000-3e8\"",
                "\"x5f5e1000-3e8\"",
                "**"
            })
    void isNotNamed(String header) {
        assertThat(tag.isNamedIn(List.of(header))).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "* | true",
                "\"5f5e1000-3e8\" | true",
                "\"a\", \"5f5e1000-3e8\" | true",
                "W/\"5f5e1000-3e8\" | false"
            })
    void isExactlyNamed(String header, boolean named) {
        assertThat(tag.isExactlyNamedIn(List.of("\"other\"", header))).isEqualTo(named);
    }

    @Test
    void isExactlyItself() {
        assertThat(tag.isExactly("\"5f5e1000-3e8\"")).isTrue();
        assertThat(tag.isExactly("W/\"5f5e1000-3e8\"")).isFalse();
        assertThat(tag.isExactly("Sun, 13 Sep 2020 12:26:40 GMT")).isFalse();
    }
}
