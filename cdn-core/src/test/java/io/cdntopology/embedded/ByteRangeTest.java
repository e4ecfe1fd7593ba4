package io.cdntopology.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {
    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 0",
        "bytes=0-99, 0, 99",
        "bytes=0-, 0, 99",
        "bytes=99-, 99, 99",
        "bytes=10-1000, 10, 99",
        "bytes=-1, 99, 99",
        "bytes=-1000, 0, 99",
        "bytes=0010-0019, 10, 19",
        "Bytes= 5-6 , 5, 6",
        "bytes=5 - 6, 5, 6",
        "bytes=5-99999999999999999999999999, 5, 99",
        "bytes=-99999999999999999999999999, 0, 99",
    })
    void selectsAPart(String header, long first, long last) {
        assertThat(ByteRange.parse(header, 100)).isEqualTo(new ByteRange.Part(first, last));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes=100-",
                "bytes=100-200",
                "bytes=-0",
                "bytes=99999999999999999999999999-",
                "bytes=100-,200-",
                "bytes=5-4",
                "bytes=-",
                "bytes=a-b",
                "bytes=0-1,",
                "bytes=+1-2",
                "bytes=--1",
                "bytes=1",
                "bytes=٠-١",
            })
    void isUnsatisfiable(String header) {
        assertThat(ByteRange.parse(header, 100)).isEqualTo(new ByteRange.Unsatisfiable());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "bytes", "bytes=", "bytes=0-1,3-4", "bytes=0-1, -1", "lines=0-1", "bytes 0-1"})
    void isIgnored(String header) {
        assertThat(ByteRange.parse(header, 100)).isEqualTo(new ByteRange.Whole());
    }

    @Test
    void takesTheOneOfSeveralThatTheFileHas() {
        assertThat(ByteRange.parse("bytes=100-, 5-6", 100)).isEqualTo(new ByteRange.Part(5, 6));
    }

    @ParameterizedTest
    @CsvSource({"bytes=0-, false", "bytes=0-0, false", "bytes=-5, false", "bytes=1-, true"})
    void anEmptyFileIsSentWholeUnlessTheRangeBeginsBehindIt(String header, boolean unsatisfiable) {
        assertThat(ByteRange.parse(header, 0))
                .isEqualTo(unsatisfiable ? new ByteRange.Unsatisfiable() : new ByteRange.Whole());
    }
}
