package io.cdntopology.examples.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A repository to push to and a work tree to push from; nothing else is ever changed. */
final class DemoSite {
    private final Path origin;
    private final Path workTree;
    private final String branch;

    private DemoSite(Path origin, Path workTree, String branch) {
        this.origin = origin;
        this.workTree = workTree;
        this.branch = branch;
    }

    /**
     * Makes a small site, or takes a copy of the one at a path or URL.
     *
     * @param home an empty directory
     */
    static DemoSite prepare(Path home, Optional<String> source, PrintStream out)
            throws IOException, InterruptedException {
        Path origin = home.resolve("origin.git");
        Path workTree = home.resolve("site");
        if (source.isPresent()) {
            out.println("Copying " + source.get() + " …");
            git(home, "clone", "--quiet", "--bare", "--", source.get(), origin.toString());
        } else {
            git(home, "init", "--quiet", "--bare", "--initial-branch=main", origin.toString());
        }
        git(home, "clone", "--quiet", origin.toString(), workTree.toString());
        git(workTree, "config", "user.name", "Demo");
        git(workTree, "config", "user.email", "demo@example.invalid");
        git(workTree, "config", "commit.gpgsign", "false");
        DemoSite site = new DemoSite(origin, workTree, git(origin, "symbolic-ref", "--short", "HEAD"));
        if (source.isEmpty()) {
            site.write("index.html", "<h1>Hello, edge</h1>\n");
            site.write("css/site.css", "h1 { color: teal }\n");
            site.push("Say hello");
        }
        return site;
    }

    String origin() {
        return origin.toString();
    }

    String branch() {
        return branch;
    }

    Path workTree() {
        return workTree;
    }

    String head() throws IOException, InterruptedException {
        return git(workTree, "rev-parse", "HEAD");
    }

    void write(String path, String text) throws IOException {
        Path file = workTree.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    void link(String path, String target) throws IOException {
        Files.createSymbolicLink(workTree.resolve(path), Path.of(target));
    }

    void delete(String path) throws IOException {
        Files.delete(workTree.resolve(path));
    }

    /** Commits everything and pushes it; returns when {@code git push} does. */
    String push(String message) throws IOException, InterruptedException {
        git(workTree, "add", "--all", "--force");
        git(workTree, "commit", "--quiet", "--message", message);
        git(workTree, "push", "--quiet", "origin", "HEAD:refs/heads/" + branch);
        return head();
    }

    private static String git(Path directory, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git", "-C", directory.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("`git " + arguments[0] + "` said: " + output.strip());
        }
        return output.strip();
    }
}
