package io.cdntopology.benchmarks;

import io.cdntopology.Cdn;
import io.cdntopology.CdnTopology;
import io.cdntopology.embedded.Embedded;
import io.cdntopology.event.CdnEvent;
import io.cdntopology.event.StageTimes;
import io.cdntopology.git.Git;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The first release of a site in an empty directory.
 *
 * @param fetch       asking the repository and fetching
 * @param materialize writing everything
 * @param served      from the start of the topology until every edge served it
 */
record FirstRelease(Duration fetch, Duration materialize, Duration served) {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    /** As agents in containers have them. */
    static final List<String> AGENT_FLAGS = List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx96m",
            "-Xss512k",
            "-XX:MaxMetaspaceSize=64m",
            "-XX:ReservedCodeCacheSize=16m",
            "-XX:MaxDirectMemorySize=16m");

    /** Measures it in a new JVM with the flags with which agents run: agents are what makes first releases of large sites. */
    static FirstRelease inNewJvm(String url, Path directory) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(AGENT_FLAGS);
        command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=error");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), FirstRelease.class.getName()));
        command.addAll(List.of(url, directory.toString()));
        String[] nanos = Command.output(Path.of("."), command.toArray(String[]::new))
                .lines()
                .toList()
                .get(0)
                .split(" ", -1);
        return new FirstRelease(nanos(nanos[0]), nanos(nanos[1]), nanos(nanos[2]));
    }

    private static Duration nanos(String text) {
        return Duration.ofNanos(Long.parseLong(text));
    }

    /** The program of that JVM: {@code URL DIRECTORY}. */
    public static void main(String[] args) throws InterruptedException {
        Git.keepLittleInMemory();
        FirstRelease measured = inThisJvm(args[0], Path.of(args[1]));
        System.out.println(
                measured.fetch.toNanos() + " " + measured.materialize.toNanos() + " " + measured.served.toNanos());
        System.exit(0);
    }

    /** Measures it in this JVM, in whatever state that is. */
    static FirstRelease inThisJvm(String url, Path directory) throws InterruptedException {
        CdnTopology topology = topology(url, directory);
        BlockingQueue<CdnEvent.Published> published = new LinkedBlockingQueue<>();
        BlockingQueue<StageTimes> activated = new LinkedBlockingQueue<>();
        long start = System.nanoTime();
        try (Cdn cdn = topology.start(event -> {
            if (event instanceof CdnEvent.Published publication) {
                published.add(publication);
            } else if (event instanceof CdnEvent.Activated activation) {
                activated.add(activation.times());
            }
        })) {
            cdn.awaitConverged(PATIENCE);
            long served = System.nanoTime() - start;
            return new FirstRelease(published.take().fetch(), activated.take().materialize(), Duration.ofNanos(served));
        }
    }

    /** Three edges in this JVM, with everything below a directory, that are told by nobody but {@code publish()}. */
    static CdnTopology topology(String url, Path directory) {
        return CdnTopology.builder()
                .name("bench")
                .content(Git.repository(url).branch("main").pollInterval(Duration.ofDays(1)))
                .coordination(Embedded.coordination())
                .platform(Embedded.platform(directory))
                .edges("edge", 3)
                .build();
    }
}
