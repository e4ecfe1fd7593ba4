package io.cdntopology.benchmarks;

import io.cdntopology.Cdn;
import io.cdntopology.event.CdnEvent;
import io.cdntopology.event.StageTimes;
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
            "first materialize",
            "first fetch, agent",
            "first materialize, agent",
            "first served, agent",
            "git clone --depth 1",
            "tar x",
            "fetch",
            "materialize and flip",
            "commit to served",
            "git pull");

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** One run of what takes seconds says little on a machine that others use, too. */
    private static final int FIRST_ROUNDS = 3;

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

    /**
     * The first release in this JVM, which has made one before, and in new ones; and what its peers do meanwhile. Each writes
     * into directories of its own: a disk from which much was deleted lately is a slow one for all.
     */
    void fromNothing() throws IOException, InterruptedException {
        String url = "file://" + site.repository();
        Command.run(home, "git", "-C", site.repository().toString(), "archive", "-o", "../site.tar", "main");
        FirstRelease.inThisJvm(url, home.resolve("warm-up"));
        for (int round = 0; round < FIRST_ROUNDS; round++) {
            Path shallow = home.resolve("shallow-" + round);
            figures.add(
                    named("git clone --depth 1"), alone("git", "clone", "-q", "--depth", "1", url, shallow.toString()));
            Path untarred = Files.createDirectory(home.resolve("untarred-" + round));
            figures.add(named("tar x"), alone("tar", "-x", "-f", "site.tar", "-C", untarred.toString()));
            Command.run(home, "sync");
            FirstRelease warm = FirstRelease.inThisJvm(url, home.resolve("warm-" + round));
            figures.add(named("first materialize"), warm.materialize());
            Command.run(home, "sync");
            FirstRelease first = FirstRelease.inNewJvm(url, home.resolve("first-" + round));
            figures.add(named("first fetch, agent"), first.fetch());
            figures.add(named("first materialize, agent"), first.materialize());
            figures.add(named("first served, agent"), first.served());
        }
        Command.run(home, "sync");
        start(url);
        Command.run(home, "git", "clone", "-q", url, clone.toString());
    }

    /** Runs a program that need not wait for the disk to take what was written before. */
    private Duration alone(String... command) throws IOException, InterruptedException {
        Command.run(home, "sync");
        return Command.run(home, command);
    }

    private void start(String url) throws InterruptedException {
        Cdn started = FirstRelease.topology(url, home.resolve("cdn")).start(this::hear);
        cdn = started;
        started.awaitConverged(PATIENCE);
        published.take();
        activated.take();
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
