package io.cdntopology.embedded;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.release.BlobId;
import io.cdntopology.release.CommitId;
import io.cdntopology.release.TreeEntry;
import io.cdntopology.release.TreeId;
import io.cdntopology.spi.ContentReader;
import io.cdntopology.spi.ContentRepository;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InMemoryContentTest {
    private static final byte[] BYTES = "content".getBytes(UTF_8);

    private final InMemoryContent content = InMemoryContent.create();

    @TempDir
    Path temp;

    private BlobId blob(CommitId commit, String path) {
        return ((TreeEntry.File) content.entry(commit, path).orElseThrow()).blob();
    }

    private static void assertFails(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CdnException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void theExampleOfItsDocumentation() {
        InMemoryContent site = InMemoryContent.create();
        CommitId first = site.edit(e -> e.file("index.html", "Hello").link("latest", "v2"))
                .commit("Say hello");
        CommitId second =
                site.edit(e -> e.file("index.html", "Goodbye").delete("latest")).commit("Leave");

        assertThat(site.latest()).contains(second);
        assertThat(site.entry(first, "latest")).isPresent();
        assertThat(site.entry(second, "latest")).isEmpty();
    }

    @Test
    void editsAreMadeInOrderAndReplaceWhatIsInTheirWay() {
        CommitId commit = content.edit(e -> e.file("a", "file")
                        .file("a/b", "now a directory")
                        .file("c/d", "directory")
                        .file("c", "now a file")
                        .file("gone/x", "x")
                        .delete("gone/x"))
                .commit("First");

        assertThat(content.entry(commit, "a")).get().isInstanceOf(TreeEntry.Directory.class);
        assertThat(content.entry(commit, "c")).get().isInstanceOf(TreeEntry.File.class);
        assertThat(content.entry(commit, "c/d")).isEmpty();
        assertThat(content.entry(commit, "gone")).isEmpty();
    }

    @Test
    void aCommitThatCannotBeMadeChangesNothing() {
        CommitId first = content.edit(e -> e.file("a", "1")).commit("First");

        assertFails(
                ErrorCode.INVALID_ARGUMENT,
                () -> content.edit(e -> e.file("a", "2").delete("b")).commit("Second"));
        assertFails(
                ErrorCode.INVALID_ARGUMENT,
                () -> content.edit(e -> e.delete("x/y")).commit("Second"));
        assertFails(
                ErrorCode.INVALID_ARGUMENT,
                () -> content.edit(e -> e.file("a", "2")).commit(" \n"));
        assertThat(content.latest()).contains(first);
    }

    @Test
    void pathsThatCannotBeServedAreRefusedUnlessTheyAreRaw() {
        for (String path : List.of("", "/a", "a/", "a//b", "../a", "a/..", ".git/config", "a\\b", "a\nb")) {
            assertFails(ErrorCode.INVALID_ARGUMENT, () -> content.edit(e -> e.file(path, "x")));
        }
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> content.withDirectory("../a"));

        CommitId commit = content.edit(e -> e.raw("", "..", GitEntry.REGULAR, BYTES)
                        .raw("a", ".git", GitEntry.EXECUTABLE, BYTES)
                        .raw("a", "module", 0160000, BYTES)
                        .raw("a", "b/c", GitEntry.REGULAR, BYTES)
                        .raw("a", "\u00FF".getBytes(ISO_8859_1), GitEntry.REGULAR, BYTES))
                .commit("Hostile");
        try (ContentRepository repository = content.open(temp);
                ContentReader reader = repository.reader()) {
            TreeId root = repository.at(commit).release().tree();
            TreeEntry.Directory a = (TreeEntry.Directory) reader.tree(root).get(1);
            assertThat(reader.tree(root)).extracting(TreeEntry::name).containsExactly("..", "a");
            assertThat(reader.tree(a.tree()))
                    .extracting(TreeEntry::name)
                    .containsExactly(".git", "b/c", "module", "\uFFFD");
            assertThat(reader.tree(a.tree()).get(2)).isEqualTo(new TreeEntry.Unsupported("module", 0160000));
        }
    }

    @Test
    void aDraftCanBeKeptAndCommittedOnTopOfWhateverIsNewest() {
        ContentDraft draft = content.edit(e -> e.file("a", "1"));
        draft.edit(e -> e.file("b", "1")).commit("Both");
        content.edit(e -> e.file("a", "2")).commit("Change");
        CommitId again = draft.commit("Again");

        assertThat(content.entry(again, "b")).isPresent();
        assertThat(blob(again, "a")).isEqualTo(GitBlob.of("1".getBytes(UTF_8)).id());
    }

    @Test
    void commitsOfSeveralThreadsAllCount() {
        IntStream.range(0, 20)
                .mapToObj(i -> CompletableFuture.runAsync(
                        () -> content.edit(e -> e.file("file" + i, "x")).commit("Add " + i)))
                .toList()
                .forEach(CompletableFuture::join);

        CommitId newest = content.latest().orElseThrow();
        assertThat(IntStream.range(0, 20))
                .allMatch(i -> content.entry(newest, "file" + i).isPresent());
    }

    @Test
    void aChangeOfOneFileInAHundredThousandMakesFourObjects() {
        ContentOrigin origin = new ContentOrigin(InstantSource.fixed(Instant.EPOCH));
        ContentEdits all = new ContentEdits();
        for (int i = 0; i < 100_000; i++) {
            all.file("section" + i / 1000 + "/page" + i, "page " + i);
        }
        origin.commit(all.all(), "Everything");
        int before = origin.objects().size();

        CommitId one = origin.commit(
                new ContentEdits().file("section7/page7000", "new").all(), "One");

        assertThat(origin.objects().size() - before).isEqualTo(4);
        ObjectDatabase clone = origin.cloneIn(temp);
        clone.fetch(origin.objects(), origin.commit(one));
        assertThat(clone.size()).isEqualTo(100_000 + 101 + 1);
    }

    @Test
    void whatWasNotBroughtCloseCannotBeRead() {
        CommitId first = content.edit(e -> e.file("a", "1")).commit("First");
        CommitId second = content.edit(e -> e.file("a", "2")).commit("Second");

        try (ContentRepository repository = content.open(temp);
                ContentReader reader = repository.reader()) {
            repository.at(first);
            assertThat(reader.size(blob(first, "a"))).isEqualTo(1);
            assertFails(ErrorCode.SOURCE_DAMAGED, () -> reader.size(blob(second, "a")));
        }
    }

    @Test
    void damageShowsWhenItIsReadAndCanBeRepaired() throws IOException {
        CommitId commit =
                content.edit(e -> e.file("a", "12345678").file("b", "x")).commit("First");
        try (ContentRepository repository = content.open(temp);
                ContentReader reader = repository.reader()) {
            TreeId tree = repository.latest().release().tree();
            content.faults().damage(blob(commit, "a"));
            content.faults().remove(blob(commit, "b"));
            content.faults().remove(tree);

            ByteArrayOutputStream out = new ByteArrayOutputStream();
            assertFails(ErrorCode.SOURCE_DAMAGED, () -> reader.copy(blob(commit, "a"), out));
            assertThat(out).hasToString("1234");
            assertFails(ErrorCode.SOURCE_DAMAGED, () -> reader.size(blob(commit, "b")));
            assertFails(ErrorCode.SOURCE_DAMAGED, () -> reader.tree(tree));

            content.faults().repair();
            out.reset();
            reader.copy(blob(commit, "a"), out);
            assertThat(out).hasToString("12345678");
            assertThat(reader.tree(tree)).hasSize(2);
        }
    }

    @Test
    void aDeletedBranchIsBackWithTheNextReset() {
        CommitId first = content.edit(e -> e.file("a", "1")).commit("First");
        content.faults().deleteBranch();
        assertThat(content.latest()).isEmpty();
        content.reset(first);

        assertThat(content.latest()).contains(first);
    }

    @Test
    void thePollIntervalIsAnOptionOfACopyThatSharesTheCommits() {
        assertThat(content.pollInterval()).isEqualTo(Duration.ofSeconds(1));
        InMemoryContent eager = content.withPollInterval(Duration.ofMillis(10));
        CommitId commit = content.edit(e -> e.file("a", "1")).commit("First");

        assertThat(eager.pollInterval()).isEqualTo(Duration.ofMillis(10));
        assertThat(eager.latest()).contains(commit);
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> content.withPollInterval(Duration.ZERO));
    }
}
