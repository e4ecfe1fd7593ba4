package io.cdntopology.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A semantic version")
class SemanticVersionTest {
    /** The example of the specification, section 11, among others. */
    private static final List<String> ORDERED = List.of(
            "0.0.1",
            "0.9.0",
            "0.10.0",
            "1.0.0-0.3",
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-beta",
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0-rc.1",
            "1.0.0",
            "1.0.1",
            "1.2.0",
            "1.10.0",
            "2.0.0",
            "10.0.0",
            "99999999999999999999999.0.0");

    private static SemanticVersion version(String text) {
        return SemanticVersion.parse(text).orElseThrow();
    }

    @Test
    @DisplayName("comes where the specification has it")
    void order() {
        List<SemanticVersion> versions = new ArrayList<>(
                ORDERED.stream().map(SemanticVersionTest::version).toList());
        Collections.shuffle(versions, new Random(1));
        Collections.sort(versions);
        assertThat(versions)
                .containsExactlyElementsOf(
                        ORDERED.stream().map(SemanticVersionTest::version).toList());
        assertThat(version("1.0.0+one")).isEqualByComparingTo(version("1.0.0+two.3"));
        assertThat(version("1.0.0-rc.1").isRelease()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "1.2",
                "1.2.3.4",
                "v1.2.3",
                "01.2.3",
                "1.2.3-",
                "1.2.3-a..b",
                "1.2.3-01",
                "1.2.3+",
                "-1.0.0",
                "1.2.x"
            })
    @DisplayName("is nothing else")
    void refused(String text) {
        assertThat(SemanticVersion.parse(text)).isEmpty();
    }
}
