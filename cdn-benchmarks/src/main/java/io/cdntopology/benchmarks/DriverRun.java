package io.cdntopology.benchmarks;

import io.cdntopology.Cdn;
import io.cdntopology.CdnTopology;
import io.cdntopology.Convergence;
import io.cdntopology.docker.Docker;
import io.cdntopology.etcd.Etcd;
import io.cdntopology.git.Git;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is measured on one storage driver: the work of a day with a network, from the image to a page. */
final class DriverRun {
    /** Begins each line with a figure, {@code name=value}. */
    static final String MARK = "figure ";

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String IMAGE = "cdn-bench-edge:1";
    private static final int FILES = 1_000;
    private static final int ROUNDS = 10;
    private static final int REQUESTS = 2_000;

    /** Layers that add, change and remove files, as images of applications do. */
    private static final String DOCKERFILE = """
            FROM cdn-test/nginx:1
            RUN mkdir /srv/layer && for i in $(seq 2000); do echo "file $i" > /srv/layer/$i; done
            RUN find /srv/layer -name '*1' -exec sh -c 'echo more >> "$1"' - {} ';'
            RUN rm -r /srv/layer
            """;

    private final Path home;
    private final Figures figures = new Figures(System.out);
    private final Pages pages = new Pages();

    private DriverRun(Path home) {
        this.home = home;
    }

    /** The program: {@code DRIVER}; the engine is that of the environment, its storage below {@code CDN_ENGINE_HOME}. */
    public static void main(String[] args) throws IOException, InterruptedException {
        String driver = Command.output(Path.of("."), "docker", "info", "--format", "{{.Driver}}");
        if (!driver.equals(args[0])) {
            throw new IllegalStateException("the engine's storage driver is " + driver + ", not " + args[0]);
        }
        Path home = Files.createTempDirectory("cdn-bench-");
        try {
            new DriverRun(home).run();
        } finally {
            Directories.delete(home);
        }
        System.exit(0);
    }

    private void run() throws IOException, InterruptedException {
        Path store = Path.of(System.getenv("CDN_ENGINE_HOME"));
        long before = used(store);
        Files.writeString(Files.createDirectory(home.resolve("image")).resolve("Dockerfile"), DOCKERFILE);
        long start = System.nanoTime();
        Command.run(home, "env", "DOCKER_BUILDKIT=0", "docker", "build", "-q", "-t", IMAGE, "image");
        print("build an image, ms", millisSince(start));
        SyntheticSite site = SyntheticSite.create(Files.createDirectory(home.resolve("site")), FILES);
        start = System.nanoTime();
        try (Cdn cdn = topology(site).start()) {
            Convergence first = cdn.awaitConverged(PATIENCE);
            print("start 3 edges, ms", millisSince(start));
            List<URI> edges =
                    first.edges().stream().map(Convergence.Proof::address).toList();
            Page page = publish(cdn, site, edges);
            serve(page, edges.get(0));
            print("disk used, MiB", (used(store) - before) / (double) (1 << 20));
            cdn.destroy();
        }
    }

    private CdnTopology topology(SyntheticSite site) {
        return CdnTopology.builder()
                .name("bench-driver")
                .content(Git.repository("file://" + site.repository())
                        .branch("main")
                        .pollInterval(Duration.ofDays(1)))
                .coordination(Etcd.managed().image(TestImages.ETCD))
                .platform(Docker.local()
                        .workDirectory(home.resolve("work"))
                        .edgeImage(IMAGE)
                        .agentImage(TestImages.JAVA))
                .edges("edge", 3)
                .build();
    }

    /** Publishes a page several times; the page as it is in the end. */
    private Page publish(Cdn cdn, SyntheticSite site, List<URI> edges) throws IOException, InterruptedException {
        @Nullable Page page = null;
        for (int round = 0; round < ROUNDS; round++) {
            page = site.changeOneFile();
            long start = System.nanoTime();
            cdn.publish();
            pages.await(edges, page, PATIENCE);
            figures.add("publish", Duration.ofNanos(System.nanoTime() - start));
        }
        print("publish a page, ms", figures.millis("publish"));
        return Objects.requireNonNull(page);
    }

    private void serve(Page page, URI edge) {
        long start = System.nanoTime();
        for (int request = 0; request < REQUESTS; request++) {
            if (!Pages.serves(edge, page)) {
                throw new IllegalStateException(edge + " did not answer with " + page.path());
            }
        }
        print("serve " + REQUESTS + " pages, ms", millisSince(start));
    }

    /** Bytes that are taken on the file system of a directory. */
    private static long used(Path directory) throws IOException, InterruptedException {
        Command.run(directory, "sync", "-f", ".");
        FileStore store = Files.getFileStore(directory);
        return store.getTotalSpace() - store.getUnallocatedSpace();
    }

    private static double millisSince(long start) {
        return (System.nanoTime() - start) / 1e6;
    }

    private static void print(String name, double value) {
        System.out.printf(Locale.ROOT, "%s%s=%.1f%n", MARK, name, value);
    }
}
