package io.cdntopology.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.release.CommitId;
import io.cdntopology.topology.HostId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("How an agent is")
class HealthReportTest {
    private static final CommitId COMMIT = new CommitId("1".repeat(40));

    private static HealthReport report(boolean alive, HealthReport.State state) {
        return new HealthReport(
                new HostId("eu-1"), alive, state, Optional.of(COMMIT), Optional.empty(), List.of("a \"problem\""));
    }

    @Test
    @DisplayName("is ready only while all runs and the wanted release is live")
    void ready() {
        for (HealthReport.State state : HealthReport.State.values()) {
            assertThat(report(true, state).isReady()).isEqualTo(state == HealthReport.State.CONVERGED);
            assertThat(report(false, state).isReady()).isFalse();
        }
    }

    @Test
    @DisplayName("is told in one line of JSON")
    void json() {
        assertThat(report(true, HealthReport.State.WAITING).json())
                .isEqualTo("{\"host\":\"eu-1\",\"alive\":true,\"ready\":false,\"state\":\"waiting\",\"live\":\""
                        + COMMIT + "\",\"wanted\":null,\"problems\":[\"a \\\"problem\\\"\"]}\n");
    }
}
