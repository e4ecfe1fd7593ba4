package io.cdntopology.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.release.CommitId;
import io.cdntopology.store.LiveRelease;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An agent with the documented flags")
@Timeout(300)
class AgentMemoryIT {
    private static final int FILES = Integer.getInteger("cdn.files", 40_000);
    private static final int MEGABYTES = 128;

    @Test
    @DisplayName("syncs tens of thousands of files, then a change of one, within 128 MB of memory")
    void staysSmall(@TempDir Path directory) throws Exception {
        try (AgentStage stage = new AgentStage(directory)) {
            stage.etcd.start();
            CommitId first = stage.origin.pushPages(0, FILES);
            stage.want(first, 1);
            AgentProcess agent = stage.agent();
            agent.awaitLive(first);
            long afterFirst = agent.peakMegabytes();

            CommitId second = stage.origin.pushPages(4_711, 4_712);
            stage.want(second, 2);
            agent.awaitLive(second);
            long afterChange = agent.peakMegabytes();

            System.out.println("peak " + afterFirst + " MB, after a change " + afterChange + " MB\n" + agent.log());
            assertThat(LiveRelease.served(stage.contentRoot).resolve(SiteOrigin.page(FILES - 1)))
                    .isNotEmptyFile();
            assertThat(afterFirst).isLessThanOrEqualTo(MEGABYTES);
            assertThat(afterChange).isLessThanOrEqualTo(MEGABYTES);
        }
    }
}
