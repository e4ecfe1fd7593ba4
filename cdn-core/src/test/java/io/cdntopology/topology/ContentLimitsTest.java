package io.cdntopology.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The limits of content")
class ContentLimitsTest {
    @Test
    @DisplayName("are refused together where they are not positive")
    void allProblems() {
        assertThatThrownBy(() -> new ContentLimits(0, -1, 1, Integer.MIN_VALUE, false))
                .isInstanceOfSatisfying(CdnException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
                    assertThat(e.problems())
                            .extracting(Problem::where)
                            .containsExactly("maxFiles", "maxFileBytes", "maxDepth");
                });
    }

    @Test
    @DisplayName("are copied with one of them changed")
    void copies() {
        ContentLimits limits = new ContentLimits(1, 2, 3, 4, false);
        assertThat(limits.withMaxFiles(9)).isEqualTo(new ContentLimits(9, 2, 3, 4, false));
        assertThat(limits.withMaxFileBytes(9)).isEqualTo(new ContentLimits(1, 9, 3, 4, false));
        assertThat(limits.withMaxBytes(9)).isEqualTo(new ContentLimits(1, 2, 9, 4, false));
        assertThat(limits.withEmptyAllowed()).isEqualTo(new ContentLimits(1, 2, 3, 4, true));
        assertThat(limits.withMaxDepth(9)).isEqualTo(new ContentLimits(1, 2, 3, 9, false));
        assertThatThrownBy(() -> limits.withMaxDepth(0)).isInstanceOf(CdnException.class);
    }
}
