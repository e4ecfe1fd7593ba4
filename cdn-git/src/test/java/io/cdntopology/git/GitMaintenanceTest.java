package io.cdntopology.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.release.TreeEntry;
import io.cdntopology.release.TreeId;
import io.cdntopology.spi.ContentReader;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.spi.Revision;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.transport.Daemon;
import org.eclipse.jgit.transport.resolver.FileResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The private repository stays small over many commits, and whole. */
@Timeout(120)
class GitMaintenanceTest {
    private static final int SYNCS = Integer.getInteger("cdn.syncs", 120);

    private static final int FILES = 50;

    @TempDir
    Path temp;

    private FarSide far;

    @BeforeEach
    void createFarSide() {
        far = FarSide.create(temp.resolve("far.git"));
    }

    @AfterEach
    void close() {
        far.close();
    }

    private long count(String directory, String suffix) {
        try (Stream<Path> files = Files.walk(temp.resolve("near/repository.git").resolve(directory))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().endsWith(suffix))
                    .count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static int readAll(ContentReader reader, TreeId tree) {
        int files = 0;
        for (TreeEntry entry : reader.tree(tree)) {
            if (entry instanceof TreeEntry.Directory directory) {
                files += readAll(reader, directory.tree());
            } else {
                try {
                    reader.copy(((TreeEntry.File) entry).blob(), OutputStream.nullOutputStream());
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
                files++;
            }
        }
        return files;
    }

    @Test
    void objectsAndReferencesStayFewOverManyCommits() {
        staysSmall(far.path().toString());
    }

    @Test
    void packsStayFewOverManyCommitsOfAServer() throws IOException {
        Daemon server = new Daemon(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        server.setRepositoryResolver(new FileResolver<>(temp.toFile(), true));
        server.start();
        try {
            staysSmall("git://127.0.0.1:" + server.getAddress().getPort() + "/far.git");
        } finally {
            server.stop();
        }
    }

    private void staysSmall(String url) {
        for (int i = 0; i < FILES; i++) {
            far.put("d" + i % 2 + "/f" + i, "text " + i);
        }
        far.commit("First");
        Deque<Revision> kept = new ArrayDeque<>();
        try (ContentRepository repository = Git.repository(url).open(temp.resolve("near"))) {
            for (int sync = 0; sync < SYNCS; sync++) {
                for (int i = 1; i < FILES; i += 2) {
                    far.put("d1/f" + i, "text of commit " + sync);
                }
                far.commit("Commit " + sync);
                kept.addLast(repository.latest());
                if (kept.size() > CompleteCommits.KEPT) {
                    kept.removeFirst();
                }
            }
            Awaitility.await()
                    .untilAsserted(() -> assertThat(count("objects", ""))
                            .as("of the %d that were fetched", SYNCS * (FILES / 2 + 3))
                            .isLessThan(2000));
            Awaitility.await()
                    .untilAsserted(
                            () -> assertThat(count("objects/pack", ".pack")).isLessThan(80));
            Awaitility.await()
                    .untilAsserted(() -> assertThat(count("refs/cdn", "")).isLessThan(3L * CompleteCommits.KEPT));
            assertThat(shallowLines()).isLessThan(3L * CompleteCommits.KEPT);
            try (ContentReader reader = repository.reader()) {
                for (Revision revision : kept) {
                    assertThat(readAll(reader, revision.release().tree())).isEqualTo(FILES);
                }
            }
        }
    }

    private long shallowLines() {
        Path shallow = temp.resolve("near/repository.git/shallow");
        try {
            return Files.exists(shallow) ? Files.readAllLines(shallow).size() : 0;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatIsNotNeededIsDroppedAndWhatIsNeededStays() throws IOException {
        far.put("a", "0").put("b/c", "0").commit("First");
        Revision[] revisions = new Revision[30];
        Path near = temp.resolve("near");
        try (ContentRepository repository = Git.repository(far.path()).open(near)) {
            for (int i = 0; i < revisions.length; i++) {
                far.put("b/c", "text " + i).commit("Commit " + i);
                revisions[i] = repository.latest();
            }
        }
        PrivateJGit.run(() -> {
            compactBesideAFetch(near.resolve("repository.git"), revisions[0]);
            return null;
        });

        assertThat(count("objects", ".pack")).isOne();
        FarSide.run(near.resolve("repository.git"), "fsck", "--connectivity-only");
        try (ContentRepository repository = Git.repository(far.path()).open(near)) {
            far.put("b/c", "text 0").commit("An old content again");
            Revision revision = repository.latest();
            try (ContentReader reader = repository.reader()) {
                assertThat(readAll(reader, revision.release().tree())).isEqualTo(2);
                assertThat(readAll(reader, revisions[29].release().tree())).isEqualTo(2);
                assertThat(readAll(reader, revisions[0].release().tree()))
                        .as("asked for while it was compacted")
                        .isEqualTo(2);
            }
        }
    }

    private static void compactBesideAFetch(Path directory, Revision old) throws IOException {
        try (PrivateRepository repository = PrivateRepository.open(directory)) {
            repository.complete().forgetOld();
            Compaction compaction = new Compaction(repository, repository.kept(), new Deadline(Duration.ofDays(1)));
            compaction.prepare();
            repository.complete().add(ObjectId.fromString(old.release().commit().value()));
            boolean finished = false;
            while (!finished) {
                finished = compaction.finish();
            }
            repository.closeGapsInHistory();
        }
    }
}
