package io.cdntopology.topology;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A part")
class PartTest {
    private static final PartId CONTENT = new PartId(PartKind.CONTENT, "www");

    @Test
    @DisplayName("needs parts of kinds before its own only, so that none needs itself in the end")
    void needs() {
        for (PartKind kind : new PartKind[] {PartKind.CONTENT, PartKind.EDGE}) {
            PartId needed = new PartId(kind, "other");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Part(CONTENT, new TreeMap<>(), Set.of(needed)))
                    .withMessage(CONTENT + " cannot need " + needed);
        }
    }
}
