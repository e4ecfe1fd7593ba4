package io.cdntopology.git;

import static io.cdntopology.git.Readings.assertFails;
import static io.cdntopology.git.Readings.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.failure.ErrorCode;
import io.cdntopology.release.TreeEntry;
import io.cdntopology.release.TreeId;
import io.cdntopology.spi.ContentReader;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.spi.Revision;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sites that are a part of what is in a commit. */
@Timeout(60)
class GitSiteTest {
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

    private GitSource source() {
        return Git.repository(far.path());
    }

    private Revision latest(GitSource source) {
        try (ContentRepository repository = source.open(temp.resolve("near"))) {
            return repository.latest();
        }
    }

    private long objects() throws IOException {
        try (Stream<Path> files = Files.walk(temp.resolve("near/repository.git/objects"))) {
            return files.filter(Files::isRegularFile).count();
        }
    }

    @Test
    void onlyWhatIsWantedIsInTheSite() {
        far.put("public/index.html", "home")
                .put("public/docs/a.html", "a")
                .put("public/docs/a.html.map", "map")
                .put("public/private/x", "x")
                .put("other", "other")
                .commit("First");

        try (ContentRepository repository = source().directory("public")
                .only("*.html", "docs")
                .except("**/*.map")
                .open(temp.resolve("near"))) {
            assertThat(texts(repository, repository.latest()))
                    .containsOnlyKeys("index.html", "docs/a.html")
                    .containsEntry("docs/a.html", "a");
        }
    }

    @Test
    void directoriesVanishWithTheLastOfTheirFiles() {
        far.put("a/b/c/x.map", "x").put("a/y", "y").commit("First");

        try (ContentRepository repository = source().except("**/*.map").open(temp.resolve("near"));
                ContentReader reader = repository.reader()) {
            TreeId root = repository.latest().release().tree();
            TreeEntry.Directory a = (TreeEntry.Directory) reader.tree(root).get(0);
            assertThat(reader.tree(a.tree())).extracting(TreeEntry::name).containsExactly("y");
        }
    }

    @Test
    void aFilterThatLeavesNothingIsSaid() {
        far.put("a", "1").commit("First");

        assertThat(assertFails(ErrorCode.CONTENT_REFUSED, () -> latest(source().only("docs"))))
                .hasMessageContaining("only(…)");
        assertThat(latest(source().only("a")).release().tree().value()).isNotBlank();
    }

    @Test
    void aFilterThatLeavesEverythingOutOfNothingGivesTheTreeOfTheCommit() {
        far.put("a/b", "1").put("c", "2").commit("First");

        assertThat(latest(source().except("**/*.map")).release().tree())
                .isEqualTo(latest(source()).release().tree());
    }

    @Test
    void everybodyMakesTheSameTreeWhateverWasMadeBefore() {
        GitSource source = source().except("**/*.map", "b");
        try (ContentRepository step = source.open(temp.resolve("steps"))) {
            for (int i = 0; i < 10; i++) {
                far.put("a/f" + i, "text " + i)
                        .put("a/d" + i % 3 + "/x.map", "map " + i)
                        .put("b/" + i, "b")
                        .remove("a/d" + (i + 1) % 3)
                        .commit("Commit " + i);
                Revision made = step.latest();
                try (ContentRepository fresh = source.open(temp.resolve("fresh" + i))) {
                    assertThat(fresh.at(made.release().commit())).isEqualTo(made);
                    assertThat(texts(fresh, made)).isEqualTo(texts(step, made)).hasSize(i + 1);
                }
            }
        }
    }

    @Test
    void whatIsMadeCostsTheChange() throws IOException {
        for (int i = 0; i < 300; i++) {
            far.put("d" + i / 10 + "/e" + i % 10 + "/f", "text " + i);
            far.put("d" + i / 10 + "/e" + i % 10 + "/f.map", "map " + i);
        }
        far.commit("First");
        try (ContentRepository repository = source().except("**/*.map").open(temp.resolve("near"))) {
            assertThat(texts(repository, repository.latest())).hasSize(300);
            long before = objects();
            far.put("d7/e3/f", "changed").commit("Second");
            assertThat(texts(repository, repository.latest())).hasSize(300).containsEntry("d7/e3/f", "changed");

            assertThat(objects() - before)
                    .as("a commit, its trees and a blob; the trees that were made, and what keeps them")
                    .isEqualTo(5 + 3 + 1);
        }
    }

    @Test
    void whatWasMadeIsKnownAfterARestart() throws IOException {
        far.put("a/x", "x").put("b", "b").commit("First");
        GitSource source = source().only("a");
        Revision first = latest(source);
        long before = objects();
        Files.move(far.path(), temp.resolve("away.git"));

        try (ContentRepository repository = source.open(temp.resolve("near"))) {
            assertThat(repository.at(first.release().commit())).isEqualTo(first);
            assertThat(texts(repository, first)).containsOnlyKeys("a/x");
        }
        assertThat(objects()).isEqualTo(before);
        Files.move(temp.resolve("away.git"), far.path());
        assertThat(latest(source().only("b")).release().tree())
                .as("with other options")
                .isNotEqualTo(first.release().tree());
    }

    @Test
    void whatWasMadeSurvivesCompaction() throws IOException {
        GitSource source = source().except("**/*.map");
        Revision[] revisions = new Revision[CompleteCommits.KEPT + 5];
        try (ContentRepository repository = source.open(temp.resolve("near"))) {
            for (int i = 0; i < revisions.length; i++) {
                far.put("a/b/f" + i, "text").put("a/b/m.map", "map " + i).commit("Commit " + i);
                revisions[i] = repository.latest();
            }
        }
        Path directory = temp.resolve("near/repository.git");
        PrivateJGit.run(() -> {
            compact(directory);
            return null;
        });
        FarSide.run(directory, "fsck", "--connectivity-only");
        FarSide.run(directory, "prune", "--expire=now");

        try (ContentRepository repository = source.open(temp.resolve("near"))) {
            for (int i = 5; i < revisions.length; i++) {
                assertThat(texts(repository, revisions[i])).hasSize(i + 1);
            }
            far.put("a/new", "text").commit("Another");
            assertThat(texts(repository, repository.latest())).hasSize(revisions.length + 1);
        }
        try (Stream<Path> references = Files.walk(directory.resolve("refs/cdn-site"))) {
            assertThat(references.filter(Files::isRegularFile))
                    .hasSizeBetween(CompleteCommits.KEPT, CompleteCommits.KEPT + 1);
        }
    }

    private static void compact(Path directory) throws IOException {
        try (PrivateRepository repository = PrivateRepository.open(directory)) {
            repository.complete().forgetOld();
            repository.sites().keepOnly(repository.complete().all());
            Compaction compaction = new Compaction(repository, repository.kept(), new Deadline(Duration.ofDays(1)));
            compaction.prepare();
            while (!compaction.finish()) {
                assertThat(repository.isClosed()).isFalse();
            }
            repository.closeGapsInHistory();
        }
    }

    @Test
    void aSiteThatIsMadeWhileItIsCompactedStays() throws IOException {
        far.put("a/b/f", "text").put("a/b/m.map", "map").commit("First");
        try (ContentRepository repository = source().open(temp.resolve("near"))) {
            assertThat(texts(repository, repository.latest())).hasSize(2);
        }
        GitSource source = source().except("**/*.map");
        PrivateJGit.run(() -> {
            try (PrivateRepository repository = PrivateRepository.open(temp.resolve("near/repository.git"))) {
                Compaction compaction = new Compaction(repository, repository.kept(), new Deadline(Duration.ofDays(1)));
                GitOptions options = GitOptions.NONE.withExcept(List.of("**/*.map"));
                SiteShape shape = new SiteShape(
                        GitLocation.Directory.of(far.path()), options, new Commits("far", options.directory()), temp);
                ObjectId commit = repository.complete().newest().orElseThrow();
                SiteShape.Made made = shape.make(repository, commit, List.of(), new Deadline(Duration.ofDays(1)));
                compaction.prepare();
                repository.sites().add(shape.fingerprint(), commit, made.site(), made.tree());
                while (!compaction.finish()) {
                    assertThat(repository.isClosed()).isFalse();
                }
            }
            return null;
        });
        FarSide.run(temp.resolve("near/repository.git"), "fsck", "--connectivity-only");

        try (ContentRepository repository = source.open(temp.resolve("near"))) {
            assertThat(texts(repository, repository.latest())).containsOnlyKeys("a/b/f");
        }
    }

    @Test
    void linksToWhatIsLeftOutStayWhatTheyAre() {
        far.put("a", "1")
                .put("link", 0120000, "a".getBytes(StandardCharsets.UTF_8))
                .commit("First");

        try (ContentRepository repository = source().except("a").open(temp.resolve("near"));
                ContentReader reader = repository.reader()) {
            assertThat(reader.tree(repository.latest().release().tree()))
                    .singleElement()
                    .isInstanceOf(TreeEntry.Link.class);
        }
    }

    @Test
    void whatIsOddInATreeIsStillSeenInWhatIsMadeOfIt() {
        far.put("odd", 0010000, new byte[0])
                .put("module.map", 0100644, new byte[0])
                .putSubmodule("module", "0123456789abcdef0123456789abcdef01234567")
                .commit("First");

        try (ContentRepository repository = source().except("*.map").open(temp.resolve("near"));
                ContentReader reader = repository.reader()) {
            assertThat(reader.tree(repository.latest().release().tree()))
                    .hasSize(2)
                    .allMatch(TreeEntry.Unsupported.class::isInstance);
        }
    }

    @Test
    void treesNestedVeryDeeplyAreNoDifficulty() {
        far.put("a/".repeat(500) + "x", "x")
                .put("a/".repeat(500) + "x.map", "map")
                .commit("First");

        assertThat(latest(source().except("**/*.map")).release().tree())
                .isNotEqualTo(latest(source()).release().tree());
    }
}
