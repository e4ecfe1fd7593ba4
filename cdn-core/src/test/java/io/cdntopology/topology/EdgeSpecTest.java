package io.cdntopology.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The port of an edge")
class EdgeSpecTest {
    private static final EdgeId EDGE = new EdgeId("eu-1");

    @ParameterizedTest
    @ValueSource(ints = {EdgeSpec.ANY_PORT, 1, 80, 65_535})
    @DisplayName("is a TCP port, or any")
    void valid(int port) {
        assertThat(new EdgeSpec(EDGE, port).port()).isEqualTo(port);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 65_536, Integer.MIN_VALUE, Integer.MAX_VALUE})
    @DisplayName("is refused otherwise, with the name of the edge")
    void invalid(int port) {
        assertThatThrownBy(() -> new EdgeSpec(EDGE, port))
                .isInstanceOfSatisfying(
                        CdnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
                .hasMessageContaining("edge(\"eu-1\").port")
                .hasMessageContaining(Integer.toString(port));
    }
}
