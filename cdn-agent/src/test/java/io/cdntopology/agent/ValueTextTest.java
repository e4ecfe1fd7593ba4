package io.cdntopology.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdntopology.topology.Encoding;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The text of a value")
class ValueTextTest {
    @ParameterizedTest
    @CsvSource({"500ms,PT0.5S", "5s,PT5S", "10m,PT10M", "1h,PT1H", "2d,PT48H", "0s,PT0S"})
    @DisplayName("tells a duration by its unit")
    void durations(String text, Duration expected) {
        assertThat(ValueText.duration(text, Duration.ZERO)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "-1s", "1 s", "1.5s", "1w", "9999999999s"})
    @DisplayName("is no duration without a number and a unit")
    void noDurations(String text) {
        assertThatThrownBy(() -> ValueText.duration(text, Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("is no duration below the shortest")
    void tooShort() {
        assertThatThrownBy(() -> ValueText.duration("999ms", Duration.ofSeconds(1)))
                .hasMessageContaining("too short");
    }

    @ParameterizedTest
    @CsvSource({"1,1", "4k,4096", "1m,1048576", "4G,4294967296", "1t,1099511627776"})
    @DisplayName("tells bytes, by the powers of 1024")
    void bytes(String text, long expected) {
        assertThat(ValueText.bytes(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "1kb", "4 g", "99999999999999999t", "1.5g"})
    @DisplayName("is no number of bytes otherwise")
    void noBytes(String text) {
        assertThatThrownBy(() -> ValueText.bytes(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("tells an address of IPv4, of IPv6, and by name")
    void addresses() {
        assertThat(ValueText.address("127.0.0.1:8081").getPort()).isEqualTo(8081);
        assertThat(ValueText.address("[::1]:80").getAddress().getHostAddress()).isEqualTo("0:0:0:0:0:0:0:1");
        assertThat(ValueText.address("localhost:1").isUnresolved()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "8081", ":8081", "127.0.0.1", "127.0.0.1:99999", "127.0.0.1:x", "::1:80"})
    @DisplayName("is no address otherwise")
    void noAddresses(String text) {
        assertThatThrownBy(() -> ValueText.address(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "web-1,web-1",
        "Web1.Example.ORG,web1-example-org",
        "3f2a9c,host-3f2a9c",
        "-_a_-,a",
        "abcdefghijklmnopqrstuvwxyz-abcdefghijkl-mnop,abcdefghijklmnopqrstuvwxyz-abcdefghijkl"
    })
    @DisplayName("becomes the name of a host, if it is one of a machine")
    void hostNames(String name, String expected) {
        assertThat(HostName.valid(name).orElseThrow().value()).startsWith(expected);
        assertThat(HostName.valid(name).orElseThrow().value().length()).isLessThanOrEqualTo(40);
    }

    @Test
    @DisplayName("becomes no name of a host if nothing is left of it")
    void noHostName() {
        assertThat(HostName.valid("...")).isEmpty();
    }

    @Test
    @DisplayName("is a list of encodings, or none")
    void encodings() {
        assertThat(ValueText.encodings("gzip")).containsExactly(Encoding.GZIP);
        assertThat(ValueText.encodings("br , gzip")).containsExactly(Encoding.BROTLI, Encoding.GZIP);
        assertThat(ValueText.encodings("none")).isEmpty();
        for (String wrong : List.of("", "zstd", "gzip,", "none,gzip")) {
            assertThatThrownBy(() -> ValueText.encodings(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
