package io.cdntopology.docker;

import static io.cdntopology.docker.DockerCli.docker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** The original recipe, as somebody typed it: a content container, and servers that have its volumes. */
final class HandMadeRecipe {
    static final String IMAGE = "cdn-test/nginx:1";
    static final String PAGE = "typed by hand\n";

    private static final String COMMIT = "c".repeat(40);
    private static final String SERVE_WWW = """
            printf '%s' "$0" >/www/index.html
            sed -i s,/usr/share/nginx/html,/www, /etc/nginx/conf.d/default.conf
            """;
    private static final String RELEASE = """
            set -e
            mkdir -p /www/.cdn-topology/.cdn/releases/$0-$0/site
            cd /www/.cdn-topology
            echo '{}' >.cdn/releases/$0-$0/release.json
            printf '%s' "$1" >.cdn/releases/$0-$0/site/index.html
            printf '%s' "$(cat /proc/sys/kernel/random/boot_id)" >.cdn/verified
            ln -s .cdn/releases/$0-$0 current
            """;

    private final String name;

    private HandMadeRecipe(String name) {
        this.name = name;
    }

    /**
     * Makes the content container.
     *
     * @param name of it, and how the others' names begin
     */
    static HandMadeRecipe make(String name) throws IOException, InterruptedException {
        docker("create", "-v", "/etc/nginx", "-v", "/www", "--name", name, IMAGE, "/bin/true");
        HandMadeRecipe recipe = new HandMadeRecipe(name);
        recipe.in("sh", "-c", SERVE_WWW, PAGE);
        return recipe;
    }

    String content() {
        return name;
    }

    /** Runs a command in a container that has the volumes, and ends with it. */
    String in(String... command) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("run", "--rm", "--volumes-from", name, IMAGE));
        words.addAll(List.of(command));
        return docker(words.toArray(String[]::new));
    }

    /**
     * Starts a container that has the volumes.
     *
     * @param publish its port, as {@code 8080:80}
     * @param command the image, and what to run in it
     * @return its name
     */
    String serve(String suffix, String publish, String... command) throws IOException, InterruptedException {
        String server = name + "-" + suffix;
        List<String> words = new ArrayList<>(List.of(
                "run", "--detach", "--volumes-from", name, "--name", server, "--publish", "127.0.0.1:" + publish));
        words.addAll(List.of(command));
        docker(words.toArray(String[]::new));
        return server;
    }

    /** Does what an agent does: makes a release with one page live. */
    void release(String page) throws IOException, InterruptedException {
        in("sh", "-c", RELEASE, COMMIT, page);
    }

    /** What the header of the release says. */
    static String commit() {
        return COMMIT;
    }

    static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    static URI at(int port) {
        return URI.create("http://127.0.0.1:" + port + "/");
    }

    /** Removes all containers whose names begin as this one's, with their volumes. */
    void remove() throws IOException, InterruptedException {
        for (String container : docker("ps", "--all", "--quiet", "--filter", "name=^/" + name)
                .lines()
                .toList()) {
            docker("rm", "--force", "--volumes", container);
        }
    }
}
