package io.cdntopology.examples;

import static io.cdntopology.examples.DockerCommand.docker;
import static io.cdntopology.examples.DockerCommand.dockerWithInput;

import io.cdntopology.git.Git;
import io.cdntopology.git.GitSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/** OpenSSH in a container, with a repository, reached by this machine and by other containers. */
final class SshServer {
    private static final String REPOSITORY = "/srv/git/site.git";
    private static final String MAKE_KEY = """
            rm -f /tmp/key /tmp/key.pub
            ssh-keygen -q -f /tmp/key "$@"
            cat /tmp/key
            """;

    private final String container;
    private final String address;

    private SshServer(String container, String address) {
        this.container = container;
        this.address = address;
    }

    static SshServer start() throws IOException, InterruptedException {
        String gateway = docker("network", "inspect", "bridge", "--format", "{{(index .IPAM.Config 0).Gateway}}");
        String container = docker("run", "--detach", "--publish", gateway + "::22", "cdn-test/git:1");
        SshServer server = new SshServer(container, docker("port", container, "22/tcp"));
        boolean ready = false;
        try {
            Awaitility.await().ignoreExceptions().until(() -> !server.hostKeys().isEmpty());
            docker("exec", "--user", "git", container, "git", "init", "--quiet", "--bare", REPOSITORY);
            ready = true;
            return server;
        } finally {
            if (!ready) {
                server.remove();
            }
        }
    }

    private String hostKeys() throws IOException, InterruptedException {
        return docker("exec", container, "sh", "-c", "cat /etc/ssh/ssh_host_*_key.pub && test -S /run/fcgiwrap/socket");
    }

    /** The repository, without options. */
    GitSource repository() {
        return Git.repository("ssh://git@" + address + REPOSITORY).pollInterval(Duration.ofHours(1));
    }

    /** The lines of {@code known_hosts} for it. */
    String knownHosts() throws IOException, InterruptedException {
        String host = "[" + address.replaceFirst(":", "]:");
        return hostKeys().lines().map(line -> host + " " + line + "\n").reduce("", String::concat);
    }

    /**
     * Makes a key, by {@code ssh-keygen} there.
     *
     * @param options its arguments
     */
    String makeKey(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("exec", container, "sh", "-c", MAKE_KEY, "sh"));
        command.addAll(List.of(options));
        return docker(command.toArray(String[]::new)) + "\n";
    }

    /** Lets in who has the key that was made last, too. */
    void letIn() throws IOException, InterruptedException {
        docker("exec", container, "sh", "-c", "cat /tmp/key.pub >>/etc/ssh/authorized_keys");
    }

    /**
     * Commits a page.
     *
     * @return the commit
     */
    String commit(String page) throws IOException, InterruptedException {
        String stream = "commit refs/heads/main\ncommitter A <a@example.invalid> 1700000000 +0000\ndata 5\nWrite\n"
                + "deleteall\nM 100644 inline index.html\ndata " + page.getBytes(StandardCharsets.UTF_8).length + "\n"
                + page + "\n";
        dockerWithInput(
                stream,
                "exec",
                "--interactive",
                "--user",
                "git",
                container,
                "git",
                "-C",
                REPOSITORY,
                "fast-import",
                "--quiet",
                "--force");
        return docker("exec", "--user", "git", container, "git", "-C", REPOSITORY, "rev-parse", "main");
    }

    void remove() throws IOException, InterruptedException {
        docker("rm", "--force", "--volumes", container);
    }
}
