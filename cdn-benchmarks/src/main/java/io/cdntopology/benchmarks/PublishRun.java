package io.cdntopology.benchmarks;

import io.cdntopology.Cdn;
import io.cdntopology.CdnTopology;
import io.cdntopology.embedded.Embedded;
import io.cdntopology.event.CdnEvent;
import io.cdntopology.event.StageTimes;
import io.cdntopology.git.Git;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** One site of one size: our network and its peers, on the same repository. */
final class PublishRun implements AutoCloseable {
    /** What is printed of each size, in this order. */
    static final List<String> FIGURES = List.of(
            "first fetch",
            "first materialize",
            "first served",
            "git clone --depth 1",
            "tar x",
            "fetch",
            "materialize and flip",
            "commit to served",
            "git pull");

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration NEVER = Duration.ofDays(1);

    private final SyntheticSite site;
    private final Figures figures;
    private final Path home;
    private final Path clone;
    private final BlockingQueue<CdnEvent.Published> published = new LinkedBlockingQueue<>();
    private final BlockingQueue<StageTimes> activated = new LinkedBlockingQueue<>();
    private @Nullable Cdn cdn;

    PublishRun(SyntheticSite site, Figures figures) {
        this.site = site;
        this.figures = figures;
        this.home = site.home();
        this.clone = home.resolve("pulled");
    }

    int files() {
        return site.files();
    }

    private String named(String figure) {
        return figure + " files=" + site.files();
    }

    void fromNothing() throws IOException, InterruptedException {
        String url = "file://" + site.repository();
        // What one writes must not have to wait for the disk to take what was written before.
        Command.run(home, "sync");
        figures.add(
                named("git clone --depth 1"),
                Command.run(
                        home,
                        "git",
                        "clone",
                        "-q",
                        "--depth",
                        "1",
                        url,
                        home.resolve("shallow").toString()));
        Command.run(home, "git", "-C", site.repository().toString(), "archive", "-o", "../site.tar", "main");
        Command.run(home, "sync");
        Path untarred = Files.createDirectory(home.resolve("untarred"));
        figures.add(named("tar x"), Command.run(untarred, "tar", "-xf", "../site.tar"));
        Command.run(home, "sync");
        startFromNothing(url);
        Command.run(home, "git", "clone", "-q", url, clone.toString());
    }

    private void startFromNothing(String url) throws InterruptedException {
        CdnTopology topology = CdnTopology.builder()
                .name("bench")
                .content(Git.repository(url).branch("main").pollInterval(NEVER))
                .coordination(Embedded.coordination())
                .platform(Embedded.platform(home.resolve("cdn")))
                .edges("edge", 3)
                .build();
        long start = System.nanoTime();
        Cdn started = topology.start();
        cdn = started;
        started.events(this::hear);
        started.awaitConverged(PATIENCE);
        figures.add(named("first served"), Duration.ofNanos(System.nanoTime() - start));
        figures.add(named("first fetch"), published.take().fetch());
        figures.add(named("first materialize"), activated.take().materialize());
    }

    private void hear(CdnEvent event) {
        if (event instanceof CdnEvent.Published publication) {
            published.add(publication);
        } else if (event instanceof CdnEvent.Activated activation) {
            activated.add(activation.times());
        }
    }

    /** Publishes a change of one file, without measuring it. */
    void warmUp() throws IOException, InterruptedException {
        site.changeOneFile();
        Cdn running = Objects.requireNonNull(cdn, "not started");
        running.publish();
        running.awaitConverged(PATIENCE);
        published.take();
        activated.take();
    }

    Duration pull() throws IOException, InterruptedException {
        return Command.run(clone, "git", "pull", "-q");
    }

    /** Changes one file; ours first, then the peer's turn with the same commit. */
    void changeOneFile() throws IOException, InterruptedException {
        site.changeOneFile();
        Cdn running = Objects.requireNonNull(cdn, "not started");
        long start = System.nanoTime();
        running.publish();
        running.awaitConverged(PATIENCE);
        figures.add(named("commit to served"), Duration.ofNanos(System.nanoTime() - start));
        figures.add(named("fetch"), published.take().fetch());
        StageTimes times = activated.take();
        figures.add(named("materialize and flip"), times.materialize().plus(times.flip()));
        figures.add(named("git pull"), pull());
    }

    @Override
    public void close() {
        if (cdn != null) {
            cdn.close();
        }
    }
}
