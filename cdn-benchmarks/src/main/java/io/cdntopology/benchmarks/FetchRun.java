package io.cdntopology.benchmarks;

import io.cdntopology.git.Git;
import io.cdntopology.release.Release;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.store.LiveRelease;
import io.cdntopology.store.ReleaseStore;
import io.cdntopology.topology.ContentLimits;
import io.cdntopology.topology.Retention;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** One site by one transport: what a host keeps of it, and the bare repository of the peer. */
final class FetchRun implements AutoCloseable {
    /** Without what git tidies up now and then, which ours does later, too. */
    private static final String[] PEER = {"git", "-c", "maintenance.auto=false", "fetch", "-q", "origin", "main"};

    private final SyntheticSite site;
    private final String at;
    private final Figures figures;
    private final Path peer;
    private final Path content;
    private final ContentRepository repository;
    private final ReleaseStore store;

    FetchRun(SyntheticSite site, String transport, String url, Figures figures)
            throws IOException, InterruptedException {
        this.site = site;
        this.at = " " + transport + " files=" + site.files();
        this.figures = figures;
        this.peer = site.home().resolve(transport + "-peer.git");
        this.content = site.home().resolve(transport + "-www");
        Command.run(site.home(), "git", "clone", "-q", "--bare", url, peer.toString());
        this.repository = Git.repository(url).branch("main").open(site.home().resolve(transport + "-private"));
        this.store = ReleaseStore.open(content, Retention.DEFAULT, ContentLimits.DEFAULT);
        bringLive();
    }

    private Release bringLive() {
        Release release = repository.latest().release();
        store.materialize(release, repository);
        store.activate(release);
        return release;
    }

    void warmUp() throws IOException, InterruptedException {
        Page unused = site.changeOneFile();
        Release live = bringLive();
        store.sync();
        store.collect();
        requireLive(live);
    }

    private void requireLive(Release release) {
        if (!store.live().map(LiveRelease::release).filter(release::equals).isPresent()) {
            throw new IllegalStateException(release + " is not live");
        }
    }

    /** Changes one file; ours first, then the peer's turn with the same commit. */
    void changeOneFile() throws IOException, InterruptedException {
        Page page = site.changeOneFile();
        long start = System.nanoTime();
        Release release = repository.latest().release();
        long fetched = System.nanoTime();
        store.materialize(release, repository);
        store.activate(release);
        String served = Files.readString(LiveRelease.served(content).resolve(page.path()));
        long live = System.nanoTime();
        if (!served.equals(page.text())) {
            throw new IllegalStateException("what is live is not what was committed");
        }
        store.sync();
        store.collect();
        figures.add("fetch" + at, Duration.ofNanos(fetched - start));
        figures.add("fetch to served" + at, Duration.ofNanos(live - start));
        figures.add("git fetch" + at, Command.run(peer, PEER));
    }

    void report() {
        figures.print("fetch" + at);
        figures.print("fetch to served" + at);
        figures.print("git fetch" + at);
        figures.printRatio("fetch to served" + at, "git fetch" + at, "at most 1.5");
    }

    @Override
    public void close() {
        repository.close();
        store.close();
    }
}
