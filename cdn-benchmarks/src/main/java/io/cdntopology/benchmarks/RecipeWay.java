package io.cdntopology.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The original recipe: {@code etcdctl watch} runs {@code git pull} in a work tree that nginx serves. */
final class RecipeWay implements LiveWay {
    static final String SERVED = "etcdctl watch and git pull";

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration UNHEARD = Duration.ofSeconds(3);
    private static final String PULL = "git clone -q file:///origin.git /srv/site"
            + " && exec etcdctl watch live -- sh -c 'git -C /srv/site pull -q'";

    private final Origin origin;
    private final Figures figures;
    private final Pages pages;
    private final Containers containers;
    private final String etcd;
    private final URI server;

    private RecipeWay(Origin origin, Figures figures, Pages pages, Containers containers, String etcd, URI server) {
        this.origin = origin;
        this.figures = figures;
        this.pages = pages;
        this.containers = containers;
        this.etcd = etcd;
        this.server = server;
    }

    static RecipeWay start(SyntheticSite site, Figures figures, Pages pages) throws IOException, InterruptedException {
        Origin origin = Origin.create(site, "recipe");
        Containers containers =
                new Containers("cdn-bench-recipe-" + ProcessHandle.current().pid() + "-" + site.files() + "-");
        try {
            return start(origin, figures, pages, containers);
        } catch (IOException | InterruptedException | RuntimeException e) {
            containers.close();
            throw e;
        }
    }

    /** The three share a network namespace, which is etcd's. */
    private static RecipeWay start(Origin origin, Figures figures, Pages pages, Containers containers)
            throws IOException, InterruptedException {
        String image = containers.image("image", recipe(origin.site().home()));
        String volume = containers.volume("site");
        String etcd = containers.run(
                "etcd",
                "-p",
                "127.0.0.1::2379",
                "-p",
                "127.0.0.1::80",
                TestImages.ETCD,
                "etcd",
                "--data-dir=/var/lib/etcd",
                "--listen-client-urls=http://0.0.0.0:2379",
                "--advertise-client-urls=http://127.0.0.1:2379");
        String network = "container:" + etcd;
        containers.run(
                "pull",
                "--network",
                network,
                "-v",
                volume + ":/srv/site",
                "-v",
                origin.mount(),
                image,
                "sh",
                "-c",
                PULL);
        containers.run(
                "nginx", "--network", network, "-v", volume + ":/usr/share/nginx/html:ro,nocopy", TestImages.NGINX);
        return new RecipeWay(
                origin,
                figures,
                pages,
                containers,
                containers.published(etcd, 2379).getAuthority(),
                containers.published(etcd, 80));
    }

    /** An image with git and etcdctl. */
    private static Path recipe(Path home) throws IOException {
        Path directory = Files.createDirectory(home.resolve("recipe"));
        Files.writeString(
                directory.resolve("Dockerfile"),
                "FROM " + TestImages.GIT + "\nCOPY --from=" + TestImages.ETCD + " /usr/bin/etcdctl /usr/bin/\n");
        return directory;
    }

    /** Waits until it has cloned and watches: a put that nobody hears has no effect. */
    void warmUp(Page page) throws IOException, InterruptedException {
        origin.push();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                put();
                pages.await(List.of(server), page, UNHEARD);
                return;
            } catch (IOException | IllegalStateException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
            }
        }
    }

    @Override
    public void round(Page page) throws IOException, InterruptedException {
        origin.push();
        long start = System.nanoTime();
        put();
        pages.await(List.of(server), page, PATIENCE);
        figures.add(SERVED + " files=" + origin.site().files(), Duration.ofNanos(System.nanoTime() - start));
    }

    private void put() throws IOException, InterruptedException {
        Command.run(origin.site().home(), "etcdctl", "--endpoints=" + etcd, "put", "live", "now");
    }

    @Override
    public void close() {
        containers.close();
    }
}
