package io.cdntopology.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A name of an edge, a host or a network")
class NamesTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "eu-1", "a--b", "a123456789012345678901234567890123456789"})
    @DisplayName("is made of lower-case letters, digits and dashes")
    void valid(String name) {
        assertThat(new EdgeId(name)).hasToString(name);
        assertThat(new HostId(name)).hasToString(name);
        assertThat(new TopologyName(name)).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "1a",
                "-a",
                "a-",
                "A",
                "a_b",
                "a.b",
                "a/b",
                "..",
                "a b",
                "a\n",
                "\u00e4",
                "a1234567890123456789012345678901234567890"
            })
    @DisplayName("is refused if it would not fit everywhere unchanged")
    void invalid(String name) {
        assertThatThrownBy(() -> new EdgeId(name))
                .isInstanceOfSatisfying(
                        CdnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
        assertThatThrownBy(() -> new HostId(name)).isInstanceOf(CdnException.class);
        assertThatThrownBy(() -> new TopologyName(name)).isInstanceOf(CdnException.class);
    }

    @Test
    @DisplayName("is ordered by its letters")
    void ordered() {
        assertThat(new EdgeId("eu-1")).isLessThan(new EdgeId("eu-2"));
        assertThat(new HostId("b")).isGreaterThan(new HostId("a"));
    }
}
