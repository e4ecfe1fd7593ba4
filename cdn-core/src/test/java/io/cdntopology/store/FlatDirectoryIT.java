package io.cdntopology.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A flat directory of very many files")
class FlatDirectoryIT {
    private static final int FILES = 2_000;
    private static final int CHANGES = 100;

    @TempDir
    Path directory;

    @Test
    @DisplayName("can be changed again and again, shares what does not change, and does not grow")
    void changedOften() throws Exception {
        try (Workshop workshop = new Workshop(directory)) {
            workshop.publish(e -> {
                for (int i = 0; i < FILES; i++) {
                    e.file("flat/" + i, "file " + i);
                }
            });
            Object unchanged = Workshop.inode(workshop.served("flat/1999"));
            for (int change = 0; change < CHANGES; change++) {
                int changed = change;
                MaterializedRelease next = workshop.materialize(e -> e.file("flat/" + changed, "changed " + changed));
                assertThat(next.files()).isEqualTo(1);
                workshop.store().activate(next.release());
                workshop.pass(Duration.ofHours(2));
                workshop.store().collect();
            }
            assertThat(workshop.store().releases()).hasSize(2);
            assertThat(workshop.trees()).hasSize(4);
            assertThat(Workshop.inode(workshop.served("flat/1999"))).isEqualTo(unchanged);
            assertThat(workshop.site())
                    .hasSize(FILES)
                    .containsEntry("flat/99", "changed 99")
                    .containsEntry("flat/100", "file 100");
        }
    }
}
