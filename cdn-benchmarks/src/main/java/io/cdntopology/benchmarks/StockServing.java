package io.cdntopology.benchmarks;

import java.io.IOException;
import java.net.URI;

/**
 * The peer: {@code docker run nginx} with the configuration of the image, and the files in a plain directory of a volume.
 * It has the memory and the limits of the log that edges have.
 */
record StockServing(Containers containers, URI address) implements ServeWay {
    private static final int PORT = 80;

    static StockServing start(SyntheticSite site) throws IOException, InterruptedException {
        Origin origin = Origin.create(site, "stock");
        Containers containers =
                new Containers("cdn-bench-serve-" + ProcessHandle.current().pid() + "-");
        try {
            String network = containers.network("edges");
            String volume = containers.volume("site");
            Command.run(
                    site.home(),
                    "docker",
                    "run",
                    "--rm",
                    "-v",
                    volume + ":/srv:nocopy",
                    "-v",
                    origin.mount(),
                    TestImages.GIT,
                    "sh",
                    "-c",
                    "git --git-dir /origin.git archive main | tar -x -C /srv");
            String memory = MEMORY_MIB + "m";
            String nginx = containers.run(
                    "nginx",
                    "--network",
                    network,
                    "--memory",
                    memory,
                    "--memory-swap",
                    memory,
                    "--log-opt",
                    "max-size=10m",
                    "--log-opt",
                    "max-file=3",
                    "-v",
                    volume + ":/usr/share/nginx/html:ro,nocopy",
                    TestImages.NGINX);
            return new StockServing(containers, Containers.address(nginx, PORT));
        } catch (IOException | InterruptedException | RuntimeException e) {
            containers.close();
            throw e;
        }
    }

    @Override
    public String name() {
        return "stock nginx";
    }

    @Override
    public void close() {
        containers.close();
    }
}
