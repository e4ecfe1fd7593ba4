package io.cdntopology.store;

import static io.cdntopology.store.Refusal.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.failure.ErrorCode;
import io.cdntopology.topology.ContentLimits;
import io.cdntopology.topology.Retention;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A content root")
class StoreLockIT {
    @TempDir
    Path directory;

    private ReleaseStore open() {
        return ReleaseStore.open(directory, Retention.DEFAULT, ContentLimits.DEFAULT);
    }

    private String openElsewhere() throws Exception {
        try (ChildProcess other = ChildProcess.start(StoreHolder.class, directory)) {
            return other.line();
        }
    }

    @Test
    @DisplayName("that this process has open is refused to another one, also after this one tried to open it again")
    void ownedByThisProcess() throws Exception {
        try (ReleaseStore store = open()) {
            assertThat(openElsewhere())
                    .startsWith("STORE_LOCKED")
                    .contains("process " + ProcessHandle.current().pid());
            assertRefused(ErrorCode.STORE_LOCKED, this::open).hasMessageContaining("this process");
            Path alias =
                    Files.createSymbolicLink(directory.resolveSibling(directory.getFileName() + "-alias"), directory);
            assertRefused(
                    ErrorCode.STORE_LOCKED, () -> ReleaseStore.open(alias, Retention.DEFAULT, ContentLimits.DEFAULT));
            Files.delete(alias);
            assertThat(openElsewhere()).startsWith("STORE_LOCKED");
            assertThat(store.releases()).isEmpty();
        }
        assertThat(openElsewhere()).startsWith("opened");
    }

    @Test
    @DisplayName("that another process has open is refused to this one, until that one ends")
    void ownedByAnotherProcess() throws Exception {
        try (ChildProcess owner = ChildProcess.start(StoreHolder.class, directory)) {
            assertThat(owner.line()).startsWith("opened");
            assertRefused(ErrorCode.STORE_LOCKED, this::open).hasMessageContaining("process " + owner.pid());
            assertRefused(ErrorCode.STORE_LOCKED, this::open);
            assertThat(openElsewhere()).startsWith("STORE_LOCKED");
            owner.tell("end");
            assertThat(owner.awaitEnd()).isZero();
            open().close();
        }
    }

    @Test
    @DisplayName("whose owner was killed is free at once, and what it left unfinished is removed")
    void ownerKilled() throws Exception {
        Path temporary = new StoreLayout(directory).temporary();
        try (ChildProcess owner = ChildProcess.start(StoreHolder.class, directory)) {
            assertThat(owner.line()).startsWith("opened");
            Files.createDirectories(temporary.resolve("7/half/written"));
            Files.writeString(temporary.resolve("7/half/written/file"), "half");
            Files.createSymbolicLink(temporary.resolve("8"), Path.of("/etc"));
            owner.kill();
        }
        assertThat(new StoreLayout(directory).lock()).exists();
        try (ReleaseStore store = open()) {
            assertThat(store.live()).isEmpty();
            assertThat(StoreFiles.list(temporary)).isEmpty();
            assertThat(Path.of("/etc/passwd")).exists();
        }
    }
}
