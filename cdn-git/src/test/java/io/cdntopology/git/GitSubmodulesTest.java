package io.cdntopology.git;

import static io.cdntopology.git.Readings.assertFails;
import static io.cdntopology.git.Readings.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.failure.ErrorCode;
import io.cdntopology.release.CommitId;
import io.cdntopology.release.TreeEntry;
import io.cdntopology.spi.ContentReader;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.spi.DirectoryTree;
import io.cdntopology.spi.Revision;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sites with submodules in them. */
@Timeout(60)
class GitSubmodulesTest {
    @TempDir
    Path temp;

    private final List<FarSide> sides = new ArrayList<>();
    private FarSide far;
    private FarSide theme;

    @BeforeEach
    void createFarSides() {
        far = create("site");
        theme = create("theme");
    }

    @AfterEach
    void close() {
        sides.forEach(FarSide::close);
    }

    private FarSide create(String name) {
        FarSide side = FarSide.create(temp.resolve(name + ".git"));
        sides.add(side);
        return side;
    }

    private GitSource source() {
        return Git.repository(far.path()).submodules();
    }

    private ContentRepository open(GitSource source) {
        return source.open(temp.resolve("near"));
    }

    private static String module(String path, String url) {
        return "[submodule \"" + path + "\"]\n\tpath = " + path + "\n\turl = " + url + "\n";
    }

    private CommitId commitWithTheme() {
        CommitId commit = theme.put("style.css", "red").put("img/logo", "logo").commit("Theme");
        return far.put("index.html", "home")
                .put("themes.txt", "sorts between a submodule and a directory of this name")
                .put(".gitmodules", module("themes", "../theme.git"))
                .putSubmodule("themes", commit.value())
                .commit("Site");
    }

    private List<Path> modules() throws IOException {
        try (Stream<Path> directories = Files.list(temp.resolve("near/modules"))) {
            return directories.toList();
        }
    }

    @Test
    void whatIsInASubmoduleIsInTheSite() {
        commitWithTheme();

        try (ContentRepository repository = open(source())) {
            assertThat(texts(repository, repository.latest()))
                    .containsEntry("index.html", "home")
                    .containsEntry("themes/style.css", "red")
                    .containsEntry("themes/img/logo", "logo");
        }
        far.git("fsck");
        FarSide.run(temp.resolve("near/repository.git"), "fsck", "--connectivity-only");
    }

    @Test
    void withoutTheOptionASubmoduleStaysOne() {
        commitWithTheme();

        try (ContentRepository repository = open(Git.repository(far.path()));
                ContentReader reader = repository.reader()) {
            assertThat(reader.tree(repository.latest().release().tree()))
                    .filteredOn(TreeEntry.Unsupported.class::isInstance)
                    .singleElement()
                    .matches(entry -> ((TreeEntry.Unsupported) entry).isSubmodule());
        }
    }

    @Test
    void aNewCommitOfASubmoduleIsServedOnceTheSiteNamesIt() throws IOException {
        commitWithTheme();
        try (ContentRepository repository = open(source())) {
            Revision first = repository.latest();
            CommitId second = theme.put("style.css", "blue").commit("Blue");
            assertThat(repository.latest()).isEqualTo(first);
            far.putSubmodule("themes", second.value()).commit("Blue site");
            Revision revision = repository.latest();
            assertThat(texts(repository, revision)).containsEntry("themes/style.css", "blue");
            assertThat(texts(repository, first)).containsEntry("themes/style.css", "red");

            Files.move(theme.path(), temp.resolve("away.git"));
            far.put("index.html", "new").commit("Without a change of the submodule");
            assertThat(texts(repository, repository.latest()))
                    .containsEntry("themes/style.css", "blue")
                    .containsEntry("index.html", "new");
        }
        try (ContentRepository fresh = source().open(temp.resolve("fresh"))) {
            assertThat(assertFails(ErrorCode.REPOSITORY_NOT_FOUND, fresh::latest))
                    .hasMessageContaining("submodule 'themes'")
                    .hasMessageContaining(theme.path().toString());
        }
    }

    @Test
    void everybodyMakesTheSameTree() {
        commitWithTheme();
        try (ContentRepository step = open(source())) {
            step.latest();
            for (int i = 0; i < 4; i++) {
                far.putSubmodule(
                                "themes",
                                theme.put("f" + i, "text").commit("Theme " + i).value())
                        .put("g" + i, "text")
                        .commit("Commit " + i);
                Revision made = step.latest();
                try (ContentRepository fresh = source().open(temp.resolve("fresh" + i))) {
                    assertThat(fresh.at(made.release().commit())).isEqualTo(made);
                }
            }
        }
    }

    @Test
    void submodulesOfSubmodulesAreInTheSite() {
        FarSide icons = create("icons");
        CommitId inner = icons.put("i.svg", "icon").commit("Icons");
        theme.put(".gitmodules", module("lib/icons", "../icons.git")).putSubmodule("lib/icons", inner.value());
        commitWithTheme();

        try (ContentRepository repository = open(source())) {
            assertThat(texts(repository, repository.latest())).containsEntry("themes/lib/icons/i.svg", "icon");
        }
    }

    @Test
    void submodulesThatAreNestedWithoutAnEndAreRefused() {
        CommitId last = theme.put("a", "a").commit("0");
        for (int i = 1; i < 7; i++) {
            last = theme.put(".gitmodules", module("self", "../theme.git"))
                    .putSubmodule("self", last.value())
                    .commit("Again " + i);
        }
        far.put(".gitmodules", module("t", "../theme.git"))
                .putSubmodule("t", last.value())
                .commit("Site");

        try (ContentRepository repository = open(source())) {
            assertThat(assertFails(ErrorCode.CONTENT_REFUSED, repository::latest))
                    .hasMessageContaining("more than 4");
        }
    }

    @Test
    void tooManySubmodulesAreRefusedThoseOfSubmodulesIncluded() {
        String commit = theme.put("a", "a").commit("0").value();
        FarSide middle = create("middle");
        StringBuilder modules = new StringBuilder();
        for (int i = 0; i < 25; i++) {
            modules.append(module("m" + i, "../theme.git"));
            middle.putSubmodule("m" + i, commit);
        }
        String many = middle.put(".gitmodules", modules.toString()).commit("25").value();
        far.put(".gitmodules", module("a", "../middle.git") + module("b", "../middle.git"))
                .putSubmodule("a", many)
                .commit("26");

        try (ContentRepository repository = open(source())) {
            assertThat(texts(repository, repository.latest())).hasSize(27);
            far.putSubmodule("b", many).commit("52");
            assertThat(assertFails(ErrorCode.CONTENT_REFUSED, repository::latest))
                    .hasMessageContaining("more than 50");
        }
    }

    @Test
    void submodulesThatAreNoPartOfTheSiteAreNotBrought() throws IOException {
        String commit = theme.put("a", "a").put("site/b", "b").commit("0").value();
        far.put(".gitmodules", module("public/t", "../theme.git") + module("tools", "https://127.0.0.1:1/x.git"))
                .put("public/index.html", "home")
                .putSubmodule("public/t", commit)
                .putSubmodule("tools", commit)
                .commit("Site");

        try (ContentRepository repository = open(source().directory("public"))) {
            assertThat(texts(repository, repository.latest())).containsOnlyKeys("index.html", "t/a", "t/site/b");
        }
        try (ContentRepository repository = open(source().except("tools", ".gitmodules", "public/t/a"))) {
            assertThat(texts(repository, repository.latest())).containsOnlyKeys("public/index.html", "public/t/site/b");
        }
        try (ContentRepository repository = open(source().directory("public/t/site"))) {
            assertThat(texts(repository, repository.latest())).containsOnlyKeys("b");
        }
        assertThat(modules()).hasSize(1);
    }

    @Test
    void whatASubmoduleIsNotAnyMoreIsGivenUp() throws IOException {
        commitWithTheme();
        FarSide other = create("other");
        String commit = other.put("x", "x").commit("Other").value();
        try (ContentRepository repository = open(source())) {
            Revision first = repository.latest();
            far.put(".gitmodules", module("themes", "../other.git"))
                    .putSubmodule("themes", commit)
                    .commit("Another");
            assertThat(texts(repository, repository.latest())).containsEntry("themes/x", "x");
            assertThat(modules()).hasSize(1);
            assertThat(texts(repository, repository.at(first.release().commit())))
                    .containsEntry("themes/style.css", "red");
        }
    }

    @Test
    void whatWasMadeIsKnownAfterARestartAndACompaction() throws IOException {
        commitWithTheme();
        Revision made;
        try (ContentRepository repository = open(source())) {
            made = repository.latest();
        }
        Path directory = temp.resolve("near/repository.git");
        PrivateJGit.run(() -> {
            try (PrivateRepository repository = PrivateRepository.open(directory)) {
                Compaction compaction = new Compaction(repository, repository.kept(), new Deadline(Duration.ofDays(1)));
                compaction.prepare();
                while (!compaction.finish()) {
                    assertThat(repository.isClosed()).isFalse();
                }
            }
            return null;
        });
        Files.move(theme.path(), temp.resolve("away.git"));

        try (ContentRepository repository = open(source())) {
            assertThat(repository.at(made.release().commit())).isEqualTo(made);
            assertThat(texts(repository, made)).containsEntry("themes/img/logo", "logo");
        }
    }

    @Test
    void aPrivateRepositoryThatWasLostIsMadeAgain() throws IOException {
        commitWithTheme();
        Revision made;
        try (ContentRepository repository = open(source())) {
            made = repository.latest();
        }
        DirectoryTree.delete(temp.resolve("near/repository.git"));

        try (ContentRepository repository = open(source())) {
            assertThat(repository.latest()).isEqualTo(made);
            assertThat(texts(repository, made)).containsEntry("themes/style.css", "red");
        }
    }

    @Test
    void aCommitThatTheSubmoduleDoesNotHaveIsNamed() {
        commitWithTheme();
        far.putSubmodule("themes", "0123456789abcdef0123456789abcdef01234567").commit("Unknown");

        try (ContentRepository repository = open(source())) {
            assertThat(assertFails(ErrorCode.REVISION_NOT_FOUND, repository::latest))
                    .hasMessageContaining("submodule 'themes'")
                    .hasMessageContaining("0123456789abcdef");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[submodule \"x\"]\n\tpath = ../x\n\turl = ../theme.git\n",
                "[submodule \"x\"]\n\tpath = /etc/x\n\turl = ../theme.git\n",
                "[submodule \"x\"]\n\tpath = -x\n\turl = ../theme.git\n",
                "[submodule \"x\"]\n\tpath = a//x\n\turl = ../theme.git\n",
                "[submodule \"x\"]\n\tpath = .git/modules\n\turl = ../theme.git\n",
                "[submodule \"x\"]\n\tpath = a/.GIT/x\n\turl = ../theme.git\n",
                "[submodule \"../../modules/x\"]\n\tpath = themes\n\turl = ../theme.git\n",
                "[submodule \"/x\"]\n\tpath = themes\n\turl = ../theme.git\n",
                "[submodule \"-x\"]\n\tpath = themes\n\turl = ../theme.git\n",
                "[submodule \"x\"]\n\tpath = themes\n\turl = -u./x\n",
                "[submodule \"x\"]\n\tpath = themes\n\turl = ext::sh -c id\n",
                "[submodule \"x\"]\n\tpath = themes\n\turl = relative\n",
                "[submodule \"a\"]\n\tpath = themes\n\turl = ../a\n[submodule \"b\"]\n\tpath = themes\n\turl = ../b\n",
                "[submodule \"x\"\n\tpath = themes\n",
                "\0\1\2",
            })
    void aHostileFileIsRefused(String file) {
        commitWithTheme();
        far.put(".gitmodules", file).commit("Hostile");

        try (ContentRepository repository = open(source())) {
            assertFails(ErrorCode.CONTENT_REFUSED, repository::latest);
        }
    }

    @Test
    void aFileThatIncludesOthersReadsNoneOfThem() throws IOException {
        commitWithTheme();
        Path secret = Files.writeString(temp.resolve("secret"), module("themes", "/etc"));
        far.put(".gitmodules", "[include]\n\tpath = " + secret + "\n" + module("themes", "../theme.git"))
                .commit("Includes");

        try (ContentRepository repository = open(source())) {
            assertThat(texts(repository, repository.latest())).containsEntry("themes/style.css", "red");
        }
    }

    @Test
    void aFileThatIsALinkOrVeryLargeIsRefused() {
        commitWithTheme();
        far.put(".gitmodules", 0120000, "index.html".getBytes(StandardCharsets.UTF_8))
                .commit("A link");
        try (ContentRepository repository = open(source())) {
            assertThat(assertFails(ErrorCode.CONTENT_REFUSED, repository::latest))
                    .hasMessageContaining(".gitmodules");
            far.put(".gitmodules", "#".repeat(300_000)).commit("Large");
            assertThat(assertFails(ErrorCode.CONTENT_REFUSED, repository::latest))
                    .hasMessageContaining("256 KiB");
        }
    }

    @Test
    void anAgentIsToldTheOption() {
        assertThat(Git.repository("https://git.example/site.git")
                        .submodules()
                        .forAgent()
                        .options())
                .containsEntry("git.submodules", "true");
        assertFails(ErrorCode.OPTION_SET_TWICE, () -> source().submodules());
    }
}
