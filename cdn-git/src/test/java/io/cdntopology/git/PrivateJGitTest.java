package io.cdntopology.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing is read from the user's git configuration, and an application that uses JGit too notices nothing. */
class PrivateJGitTest {
    @Test
    void theConfigurationOfTheUserIsHiddenInsideAndOnlyThere() throws Exception {
        Config outside = SystemReader.getInstance().getUserConfig();
        Config inside = PrivateJGit.call(
                () -> PrivateJGit.call(() -> SystemReader.getInstance().getUserConfig()));
        Config system = PrivateJGit.call(() -> SystemReader.getInstance().getSystemConfig());

        assertThat(inside).isNotSameAs(outside);
        assertThat(inside.getSections()).isEmpty();
        assertThat(system.getSections()).isEmpty();
        assertThat(SystemReader.getInstance().getUserConfig()).isSameAs(outside);
    }

    @Test
    void theFileSystemIsNotMeasured(@TempDir Path temp) throws Exception {
        PrivateJGit.prepare(temp);

        assertThat(FS.getFileStoreAttributes(temp).getFsTimestampResolution()).isEqualTo(Duration.ofMillis(10));
    }
}
