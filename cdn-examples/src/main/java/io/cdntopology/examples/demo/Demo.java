package io.cdntopology.examples.demo;

import io.cdntopology.Cdn;
import io.cdntopology.CdnTopology;
import io.cdntopology.event.CdnEvent;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.git.Git;
import io.cdntopology.topology.PartKind;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/**
 * Runs a network of three edges and shows what it does.
 *
 * <p>{@code [--docker] [--check] [path or URL of a git repository]}. With {@code --docker} it runs in containers, otherwise
 * in this JVM. With {@code --check} it tells the story by itself and exits, 0 if every step did what it should. Without, it
 * leaves the stage to whoever pushes.
 */
public final class Demo {
    private static final String CHECK = "--check";
    private static final String DOCKER = "--docker";
    private static final Duration POLL = Duration.ofMillis(100);

    private Demo() {}

    /** Runs the demo; the exit status is 0 for success, 1 for a step that failed, 2 for arguments that are none. */
    public static void main(String[] args) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        System.exit(run(Arrays.asList(args), out));
    }

    static int run(List<String> args, PrintStream out) {
        List<String> operands =
                args.stream().filter(arg -> !arg.startsWith("--")).toList();
        List<String> options = args.stream().filter(arg -> arg.startsWith("--")).toList();
        if (operands.size() > 1 || !List.of(CHECK, DOCKER).containsAll(options)) {
            out.println("usage: demo [--docker] [--check] [PATH-OR-URL of a git repository]");
            return 2;
        }
        DemoPlace place = options.contains(DOCKER) ? DemoPlace.DOCKER : DemoPlace.EMBEDDED;
        Mode mode = options.contains(CHECK) ? Mode.CHECK : Mode.INTERACTIVE;
        try {
            return play(operands.stream().findFirst(), place, mode, out);
        } catch (CdnException | IOException | IllegalStateException e) {
            if (!(e instanceof CdnException failure && failure.code() == ErrorCode.INTERRUPTED)) {
                out.println();
                out.println("FAILED: " + e.getMessage());
            }
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private enum Mode {
        INTERACTIVE,
        CHECK
    }

    private static int play(Optional<String> origin, DemoPlace place, Mode mode, PrintStream out)
            throws IOException, InterruptedException {
        Path home = Files.createTempDirectory("cdn-demo-");
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(end(Thread.currentThread(), ended, home)));
        try {
            DemoSite site = DemoSite.prepare(home, origin, out);
            CdnTopology topology = place.place(CdnTopology.builder().name("demo"), home)
                    .content(Git.repository(site.origin()).branch(site.branch()).pollInterval(POLL))
                    .edges("edge", 3)
                    .build();
            // What a demo has left that was killed: it had a repository of its own.
            topology.destroy();
            try (Cdn cdn = topology.start(event -> show(event, out))) {
                DemoStory story = new DemoStory(cdn, site, out);
                story.start();
                if (mode == Mode.CHECK) {
                    story.tell();
                    out.println();
                    out.println("Every step did what it should.");
                } else {
                    new DemoStage(cdn, site, out).open(System.in);
                }
            } finally {
                // Also after Ctrl-C, and where it did not start: containers do not go by themselves.
                boolean unused = Thread.interrupted();
                topology.destroy();
            }
        } finally {
            ended.countDown();
        }
        return 0;
    }

    /** What is done last; a demo that is ended with Ctrl-C comes to its end before. */
    private static Runnable end(Thread demo, CountDownLatch ended, Path home) {
        return () -> {
            demo.interrupt();
            try {
                ended.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            delete(home);
        };
    }

    /** What takes its time before there is anything to see. */
    private static void show(CdnEvent event, PrintStream out) {
        if (event instanceof CdnEvent.ImagePulling pulling) {
            out.println("Pulling " + pulling.image() + ", " + (pulling.bytesDone() >> 20) + " of "
                    + (pulling.bytesTotal() >> 20) + " MiB …");
        } else if (event instanceof CdnEvent.PartCreated created
                && created.part().kind() != PartKind.EDGE) {
            out.println("Made " + created.part());
        }
    }

    /** As far as it goes: what is left is in the directory for temporary files. */
    private static void delete(Path home) {
        try (Stream<Path> paths = Files.walk(home)) {
            paths.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException | UncheckedIOException e) {
            System.err.println("Could not delete " + home + ": " + e.getMessage());
        }
    }
}
