package io.cdntopology.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A retention")
class RetentionTest {
    @Test
    @DisplayName("keeps at least one release, and may have no grace")
    void smallest() {
        assertThat(new Retention(1, Duration.ZERO).releases()).isEqualTo(1);
        assertThat(Retention.DEFAULT).isEqualTo(new Retention(5, Duration.ofHours(1)));
    }

    @Test
    @DisplayName("is refused if it keeps nothing, or lasts less than no time")
    void outOfRange() {
        assertThatThrownBy(() -> new Retention(0, Duration.ZERO))
                .isInstanceOfSatisfying(
                        CdnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
                .hasMessageContaining("releases=0");
        assertThatThrownBy(() -> new Retention(1, Duration.ofNanos(-1)))
                .isInstanceOf(CdnException.class)
                .hasMessageContaining("grace=PT-0.000000001S");
    }
}
