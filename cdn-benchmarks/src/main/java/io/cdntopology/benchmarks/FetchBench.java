package io.cdntopology.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a host does for a commit that changes one file, from asking for it until its server reads it, beside {@code git fetch}
 * of the same commit into a bare repository, which ends where ours still has to write and flip. Both from a directory of this
 * machine, and from git's own server. Sites of all sizes, their transports and peers take turns.
 */
final class FetchBench {
    /** Until the JVM has compiled what a host that runs for days has. */
    private static final int WARM_UP_ROUNDS = 100;

    private final List<Integer> sizes;
    private final int rounds;
    private final PrintStream out;
    private final Figures figures;

    FetchBench(List<Integer> sizes, int rounds, PrintStream out) {
        this.sizes = sizes;
        this.rounds = rounds;
        this.out = out;
        this.figures = new Figures(out);
    }

    void run() throws IOException, InterruptedException {
        Path home = Files.createTempDirectory("cdn-bench-");
        List<FetchRun> runs = new ArrayList<>();
        int port = ServerProcess.freePort();
        try (ServerProcess server = ServerProcess.start(port, home.resolve("daemon.log"), daemon(home, port))) {
            for (int size : sizes) {
                out.println("# generating " + size + " files");
                SyntheticSite site = SyntheticSite.create(Files.createDirectory(home.resolve("site-" + size)), size);
                Path repository = site.repository();
                runs.add(new FetchRun(site, "file", "file://" + repository, figures));
                runs.add(new FetchRun(
                        site, "git", "git://127.0.0.1:" + port + "/" + home.relativize(repository), figures));
            }
            out.println("# one file changed, " + rounds + " rounds, by git daemon " + server.pid());
            for (int round = 0; round < WARM_UP_ROUNDS; round++) {
                for (FetchRun run : runs) {
                    run.warmUp();
                }
            }
            for (int round = 0; round < rounds; round++) {
                for (FetchRun run : runs) {
                    run.changeOneFile();
                }
            }
            runs.forEach(FetchRun::report);
        } finally {
            runs.forEach(FetchRun::close);
            Directories.delete(home);
        }
    }

    /** Not by {@code git}, which would have it in yet another process. */
    private static List<String> daemon(Path home, int port) throws IOException, InterruptedException {
        Path program = Path.of(Command.output(home, "git", "--exec-path"), "git-daemon");
        return List.of(
                program.toString(),
                "--listen=127.0.0.1",
                "--port=" + port,
                "--base-path=" + home,
                "--export-all",
                "--reuseaddr");
    }
}
