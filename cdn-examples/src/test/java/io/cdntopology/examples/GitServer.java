package io.cdntopology.examples;

import static io.cdntopology.examples.DockerCommand.docker;
import static io.cdntopology.examples.DockerCommand.dockerWithInput;
import static io.cdntopology.examples.DockerCommand.lines;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cdntopology.git.Git;
import io.cdntopology.git.GitSource;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A git server in a container, nginx before {@code git http-backend}, reached by HTTP with a password, and a clone to push
 * from. The password is on no command line and in no variable.
 */
final class GitServer {
    static final String USER = "reader";

    /** Longer than any test: what is delivered is what was told to be. */
    private static final Duration NO_POLL = Duration.ofHours(1);

    private static final String USERS = "auth_basic \"git\";\nauth_basic_user_file /run/git-http-users;\n";
    private static final String TLS =
            "listen 443 ssl;\nssl_certificate /run/git-tls.pem;\nssl_certificate_key /run/git-tls.pem;\n";

    private static final String PROTECT = """
            umask 077
            { printf '%s:{PLAIN}' "$0"; cat; } >/run/git-http-users
            chown git: /run/git-http-users
            printf '%s' "$1" >/run/git-http-auth.conf
            nginx -s reload
            """;

    private final String container;
    private final String origin;
    private final String password = UUID.randomUUID().toString();
    private final Path home;

    private GitServer(String container, String origin, Path home) {
        this.container = container;
        this.origin = origin;
        this.home = home;
    }

    /** Starts one with an empty repository, which this machine and other containers reach. */
    static GitServer start(Path home) throws IOException, InterruptedException {
        String gateway = docker("network", "inspect", "bridge", "--format", "{{(index .IPAM.Config 0).Gateway}}");
        String container = docker("run", "--detach", "--publish", gateway + "::80", "cdn-test/git:1");
        GitServer server = new GitServer(container, "http://" + address(container, "80/tcp"), home);
        server.begin(() -> server.serve(USERS));
        return server;
    }

    /** Starts one that shows a certificate, with an empty repository, which this machine reaches at 127.0.0.1. */
    static GitServer start(Path home, X509Bundle certificate) throws IOException, InterruptedException {
        String container = docker(
                "run", "--detach", "--publish", "127.0.0.1::80", "--publish", "127.0.0.1::443", "cdn-test/git:1");
        GitServer server = new GitServer(container, "https://" + address(container, "443/tcp"), home);
        server.begin(() -> {
            Files.writeString(server.authority(), certificate.getRootCertificatePEM());
            dockerWithInput(
                    certificate.getCertificatePathPEM() + certificate.getPrivateKeyPEM(),
                    "exec",
                    "--interactive",
                    container,
                    "sh",
                    "-c",
                    "umask 077 && cat >/run/git-tls.pem");
            server.serve(TLS + USERS);
        });
        return server;
    }

    /** Whom git believes, whatever the environment says. */
    private Path authority() {
        return home.resolve("git-authority.pem");
    }

    private static String address(String container, String port) throws IOException, InterruptedException {
        return lines("port", container, port).get(0);
    }

    private interface Beginning {
        void run() throws IOException, InterruptedException;
    }

    /** Removes it if that fails. */
    private void begin(Beginning beginning) throws IOException, InterruptedException {
        boolean begun = false;
        try {
            prepare();
            beginning.run();
            begun = true;
        } finally {
            if (!begun) {
                remove();
            }
        }
    }

    private void serve(String configuration) throws IOException, InterruptedException {
        awaitStatus(404);
        dockerWithInput(password, "exec", "--interactive", container, "sh", "-c", PROTECT, USER, configuration);
        awaitStatus(401);
        gitThere("", "init", "--quiet", "--bare", "/srv/git/site.git");
    }

    private void awaitStatus(int status) throws IOException, InterruptedException {
        HttpClient http = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address(container, "80/tcp") + "/"))
                .build();
        await().ignoreExceptions()
                .until(() -> http.send(request, BodyHandlers.discarding()).statusCode() == status);
    }

    private void prepare() throws IOException, InterruptedException {
        Files.writeString(
                home.resolve("credentials"), origin.replace("://", "://" + USER + ":" + password + "@") + "\n");
        git("", "init", "--quiet", "--initial-branch=main");
        git("", "config", "credential.helper", "store --file=" + home.resolve("credentials"));
        git("", "remote", "add", "origin", url());
    }

    /** What a network serves from it: the branch that is pushed to, with the password as it is when it is asked for. */
    GitSource content() {
        return Git.repository(url()).branch("main").pollInterval(NO_POLL).credentials(USER, this::password);
    }

    String url() {
        return origin + "/site.git";
    }

    String password() {
        return password;
    }

    String container() {
        return container;
    }

    /**
     * Makes commits on top of the newest one, each of which has these files in the place of those before, and pushes none.
     *
     * @return their ids
     */
    List<String> commit(List<Map<String, String>> commits) throws IOException, InterruptedException {
        StringBuilder stream = new StringBuilder();
        String parent = parent();
        for (Map<String, String> files : commits) {
            stream.append(commit(parent, files));
            // From the second one on it is the one before.
            parent = "";
        }
        git(stream.toString(), "fast-import", "--quiet");
        List<String> ids = new ArrayList<>(git("", "rev-list", "--reverse", "--max-count=" + commits.size(), "main")
                .lines()
                .toList());
        assertThat(ids).hasSize(commits.size());
        return ids;
    }

    /**
     * As {@link #commit(List)}, one that has a submodule besides, in a repository beside this one that is made of it.
     *
     * @param name  its directory, and the name of its repository
     * @param files what is in it
     */
    String commitWithSubmodule(String name, Map<String, String> files) throws IOException, InterruptedException {
        String repository = "/srv/git/" + name + ".git";
        gitThere("", "init", "--quiet", "--bare", repository);
        gitThere(commit("", files), "-C", repository, "fast-import", "--quiet");
        String submodule = gitThere("", "-C", repository, "rev-parse", "main");
        String modules = "[submodule \"" + name + "\"]\n\tpath = " + name + "\n\turl = ../" + name + ".git\n";
        git(
                commit(parent(), Map.of(".gitmodules", modules)) + "M 160000 " + submodule + " " + name + "\n",
                "fast-import",
                "--quiet");
        return git("", "rev-parse", "main");
    }

    private String gitThere(String input, String... arguments) throws IOException, InterruptedException {
        String[] command = Stream.concat(
                        Stream.of("exec", "--interactive", "--user", "git", container, "git"), Stream.of(arguments))
                .toArray(String[]::new);
        return dockerWithInput(input, command);
    }

    private String parent() throws IOException, InterruptedException {
        return git("", "branch", "--list", "main").isEmpty() ? "" : "from refs/heads/main^0\n";
    }

    private static String commit(String parent, Map<String, String> files) {
        StringBuilder stream = new StringBuilder(
                "commit refs/heads/main\ncommitter A <a@example.invalid> 1700000000 +0000\ndata 5\nWrite\n");
        stream.append(parent).append("deleteall\n");
        files.forEach((path, text) -> stream.append("M 100644 inline " + path + "\ndata "
                + text.getBytes(StandardCharsets.UTF_8).length + "\n" + text + "\n"));
        return stream.toString();
    }

    /** Pushes a commit; returns when {@code git push} does. */
    void push(String commit) throws IOException, InterruptedException {
        git("", "push", "--quiet", "origin", commit + ":refs/heads/main");
    }

    private String git(String input, String... arguments) throws IOException, InterruptedException {
        Path directory = Files.createDirectories(home.resolve("clone"));
        ProcessBuilder builder = new ProcessBuilder(
                        Stream.concat(Stream.of("git", "-C", directory.toString()), Stream.of(arguments))
                                .toList())
                .redirectErrorStream(true);
        builder.environment().put("GIT_TERMINAL_PROMPT", "0");
        builder.environment().put("GIT_SSL_CAINFO", authority().toString());
        Process process = builder.start();
        try (OutputStream in = process.getOutputStream()) {
            print(in, input);
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("git %s: %s", arguments[0], output).isZero();
        return output.strip();
    }

    private static void print(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Removes it. */
    void remove() throws IOException, InterruptedException {
        docker("rm", "--force", "--volumes", container);
    }
}
