package io.cdntopology.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("On a disk that is full, a store")
class FullDiskIT {
    @TempDir
    Path directory;

    private List<String> unshare = List.of();

    /** Root may mount in a namespace of its own; others need one of users as well, which some systems forbid. */
    @BeforeEach
    void findOutWhatIsAllowed() throws Exception {
        Optional<List<String>> allowed = Optional.empty();
        for (List<String> candidate : List.of(List.of("unshare", "-m"), List.of("unshare", "-Urm"))) {
            if (allowed.isEmpty() && mounts(candidate)) {
                allowed = Optional.of(candidate);
            }
        }
        assumeTrue(
                allowed.isPresent(),
                "neither 'unshare -m' nor 'unshare -Urm' may mount a tmpfs here: run as root, or allow user namespaces");
        unshare = allowed.get();
    }

    private boolean mounts(List<String> unshare) throws Exception {
        List<String> command = new ArrayList<>(unshare);
        command.addAll(List.of("mount", "-t", "tmpfs", "tmpfs", directory.toString()));
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private List<String> run(String scenario, String options) throws Exception {
        List<String> prefix = new ArrayList<>(unshare);
        String mount = "mount -t tmpfs -o " + options + " tmpfs '" + directory + "' && exec \"$@\"";
        prefix.addAll(List.of("sh", "-c", mount, "sh"));
        try (ChildProcess child = ChildProcess.start(prefix, List.of(), SmallDisk.class, scenario, directory)) {
            List<String> lines = child.remainingLines();
            assertThat(child.awaitEnd()).isZero();
            return lines;
        }
    }

    @Test
    @DisplayName("says so, keeps what is live, leaves nothing behind, and goes on when there is space again")
    void space() throws Exception {
        assertThat(run("space", "size=5m"))
                .containsExactly(
                        "published, first is live, 0 left over",
                        "STORE_FULL, first is live, 0 left over",
                        "STORE_FULL, first is live, 0 left over",
                        "published, second is live, 0 left over");
    }

    @Test
    @DisplayName("says so where it is the inodes that have run out")
    void inodes() throws Exception {
        assertThat(run("inodes", "size=16m,nr_inodes=250"))
                .containsExactly(
                        "published, first is live, 0 left over",
                        "STORE_FULL, first is live, 0 left over",
                        "STORE_FULL, first is live, 0 left over",
                        "published, second is live, 0 left over");
    }

    @Test
    @DisplayName("makes room by removing what need not be kept, so that the next attempt has it")
    void oldReleases() throws Exception {
        assertThat(run("old", "size=5m"))
                .containsExactly(
                        "published, first is live, 0 left over",
                        "published, second is live, 0 left over",
                        "STORE_FULL, second is live, 0 left over",
                        "published, third is live, 0 left over");
    }

    @Test
    @DisplayName("keeps the variants that it has room for, and leaves some for the next release")
    void variants() throws Exception {
        assertThat(run("variants", "size=5m"))
                .containsExactly(
                        "published, first is live, 0 left over",
                        "STORE_FULL, first is live, 0 left over",
                        "published, second is live, 0 left over",
                        "compressed, second is live, 0 left over",
                        "compressed, second is live, 0 left over");
    }
}
