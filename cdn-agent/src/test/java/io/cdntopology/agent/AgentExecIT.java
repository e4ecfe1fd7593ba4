package io.cdntopology.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.release.CommitId;
import io.cdntopology.store.LiveRelease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The command of an agent")
@Timeout(180)
class AgentExecIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private AgentStage stage;
    private Path runs;
    private int sequence;

    @BeforeEach
    void open() throws Exception {
        stage = new AgentStage(directory);
        stage.etcd.start();
        runs = Files.createFile(directory.resolve("runs"));
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private CommitId publish(String text) throws Exception {
        CommitId commit = stage.origin.push(text);
        stage.want(commit, ++sequence);
        return commit;
    }

    private List<String> awaitRuns(int count) {
        return Awaitility.await()
                .atMost(SOON)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> Files.readAllLines(runs), lines -> lines.size() >= count);
    }

    @Test
    @DisplayName("sees the release, the one before and where it is served, and nothing of the agent's configuration")
    void seesTheRelease() throws Exception {
        CommitId first = publish("one");
        String exec = "echo \"$CDN_COMMIT,$CDN_PREVIOUS_COMMIT,$CDN_CONTENT,$(cat $CDN_CONTENT/index.html),$OTHER,"
                + "$(env | grep ^CDN_ | cut -d= -f1 | sort | tr '\\n' ' ')\" >> " + runs
                + "; echo printed $CDN_COMMIT; echo wrong >&2";
        AgentProcess agent = stage.agent(Map.of("CDN_EXEC", exec, "CDN_MAX_FILES", "1000", "OTHER", "other"));

        String end =
                "," + LiveRelease.served(stage.contentRoot) + ",%s,other,CDN_COMMIT CDN_CONTENT CDN_PREVIOUS_COMMIT ";
        assertThat(awaitRuns(1)).containsExactly(first + "," + String.format(end, "one"));
        agent.await("/ready", 200, "\"problems\":[]");
        CommitId second = publish("two");
        assertThat(awaitRuns(2).get(1)).isEqualTo(second + "," + first + String.format(end, "two"));
        Awaitility.await().atMost(SOON).until(() -> agent.log().contains("INFO exec - printed " + second));
        assertThat(agent.log()).contains("INFO exec - wrong");
    }

    @Test
    @DisplayName("that fails is run again until it succeeds, also over a restart, and not once it did")
    void isRepeated() throws Exception {
        Path broken = Files.createFile(directory.resolve("broken"));
        Path attempts = Files.createFile(directory.resolve("attempts"));
        String exec = "--exec=echo >> " + attempts + "; test ! -e " + broken
                + " && echo $CDN_COMMIT,$CDN_PREVIOUS_COMMIT >> " + runs;
        CommitId first = publish("one");
        AgentProcess agent = stage.agent(exec);
        Awaitility.await().atMost(SOON).until(() -> Files.readAllLines(attempts).size() >= 2);
        agent.await("/ready", 200, "\"problems\":[\"exec: it ended with status 1\"]");
        assertThat(runs).isEmptyFile();
        Files.delete(broken);
        assertThat(awaitRuns(1)).containsExactly(first + ",");
        agent.await("/ready", 200, "\"problems\":[]");

        Files.createFile(broken);
        CommitId second = publish("two");
        agent.await("/ready", 200, "\"live\":\"" + second, "status 1");
        agent.kill();
        Files.delete(broken);
        AgentProcess restarted = stage.agent(exec);
        assertThat(awaitRuns(2).get(1)).isEqualTo(second + "," + first);
        restarted.await("/ready", 200, "\"problems\":[]");

        restarted.terminate();
        CommitId third = publish("three");
        stage.agent(exec);
        assertThat(awaitRuns(3)).hasSize(3).last().isEqualTo(third + "," + second);
    }

    @Test
    @DisplayName("that hangs delays no release; after a burst it is run once more, for the newest")
    void coalesces() throws Exception {
        Path gate = fifo();
        CommitId first = publish("one");
        AgentProcess agent = stage.agent("--exec=echo start $CDN_COMMIT >> " + runs + "; read line < " + gate
                + "; echo end $CDN_COMMIT >> " + runs);
        awaitRuns(1);
        CommitId last = first;
        for (int i = 0; i < 5; i++) {
            last = publish("burst " + i);
        }
        agent.awaitLive(last);
        assertThat(Files.readAllLines(runs)).containsExactly("start " + first);
        Files.writeString(gate, "go\n");
        awaitRuns(3);
        Files.writeString(gate, "go\n");
        assertThat(awaitRuns(4)).containsExactly("start " + first, "end " + first, "start " + last, "end " + last);
    }

    @Test
    @DisplayName("is ended with all that it has started when the agent is told to end, and run again by the next one")
    void endsWithTheAgent() throws Exception {
        Path gate = fifo();
        CommitId first = publish("one");
        String exec =
                "--exec=sh -c 'echo $$ >> " + runs + "; read line < " + gate + "; echo end >> " + runs + "'; exit $?";
        AgentProcess agent = stage.agent(exec);
        long child = Long.parseLong(awaitRuns(1).get(0));
        assertThat(agent.terminate()).isLessThan(Duration.ofSeconds(10));
        assertThat(agent.awaitExit()).isEqualTo(143);
        assertThat(ProcessHandle.of(child).filter(ProcessHandle::isAlive)).isEmpty();

        AgentProcess next = stage.agent(exec);
        awaitRuns(2);
        Files.writeString(gate, "go\n");
        assertThat(awaitRuns(3).get(2)).isEqualTo("end");
        next.awaitLive(first);
    }

    private Path fifo() throws IOException, InterruptedException {
        Path fifo = directory.resolve("gate");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();
        return fifo;
    }
}
