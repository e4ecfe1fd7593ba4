package io.cdntopology.benchmarks;

import io.cdntopology.Cdn;
import io.cdntopology.CdnTopology;
import io.cdntopology.Convergence;
import io.cdntopology.docker.Docker;
import io.cdntopology.etcd.Etcd;
import io.cdntopology.git.Git;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Our way: a network of three edges, an agent and a managed etcd in containers. */
final class NetworkWay implements LiveWay {
    static final String CONVERGED = "ours, converged";
    static final String SERVED = "ours, page served by 3 edges";

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration NEVER = Duration.ofDays(1);

    private final Origin origin;
    private final Figures figures;
    private final Pages pages;
    private final Cdn cdn;
    private final List<URI> edges;
    private boolean destroyed;

    private NetworkWay(Origin origin, Figures figures, Pages pages, Cdn cdn, List<URI> edges) {
        this.origin = origin;
        this.figures = figures;
        this.pages = pages;
        this.cdn = cdn;
        this.edges = edges;
    }

    static NetworkWay start(SyntheticSite site, Figures figures, Pages pages) throws IOException, InterruptedException {
        Origin origin = Origin.create(site, "ours");
        CdnTopology topology = CdnTopology.builder()
                .name("bench-live-" + site.files())
                .content(Git.repository("file://" + origin.repository())
                        .branch("main")
                        .pollInterval(NEVER))
                .coordination(Etcd.managed().image(TestImages.ETCD))
                .platform(Docker.local()
                        .workDirectory(site.home().resolve("cdn"))
                        .edgeImage(TestImages.NGINX)
                        .agentImage(TestImages.JAVA))
                .edges("edge", 3)
                .build();
        Cdn cdn = topology.start();
        try {
            Convergence first = cdn.awaitConverged(PATIENCE);
            List<URI> edges =
                    first.edges().stream().map(Convergence.Proof::address).toList();
            return new NetworkWay(origin, figures, pages, cdn, edges);
        } catch (RuntimeException e) {
            cdn.destroy();
            throw e;
        }
    }

    /** As in a round, but without measuring. */
    void warmUp(Page page) throws IOException, InterruptedException {
        origin.push();
        cdn.publish();
        cdn.awaitConverged(PATIENCE);
        pages.await(edges, page, PATIENCE);
    }

    @Override
    public void round(Page page) throws IOException, InterruptedException {
        String at = " files=" + origin.site().files();
        origin.push();
        long start = System.nanoTime();
        CompletableFuture<Duration> served = CompletableFuture.supplyAsync(() -> {
            pages.await(edges, page, PATIENCE);
            return Duration.ofNanos(System.nanoTime() - start);
        });
        cdn.publish();
        cdn.awaitConverged(PATIENCE);
        figures.add(CONVERGED + at, Duration.ofNanos(System.nanoTime() - start));
        figures.add(SERVED + at, served.join());
    }

    @Override
    public synchronized void close() {
        if (!destroyed) {
            destroyed = true;
            cdn.destroy();
        }
    }
}
