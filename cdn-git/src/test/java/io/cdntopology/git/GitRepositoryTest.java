package io.cdntopology.git;

import static io.cdntopology.git.Readings.assertFails;
import static io.cdntopology.git.Readings.commitOf;
import static io.cdntopology.git.Readings.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.failure.ErrorCode;
import io.cdntopology.release.BlobId;
import io.cdntopology.release.CommitId;
import io.cdntopology.release.TreeEntry;
import io.cdntopology.spi.ContentReader;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.spi.Revision;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectInserter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A repository in a directory: what is fetched, what is kept, and what goes wrong. */
@Timeout(60)
class GitRepositoryTest {
    @TempDir
    Path temp;

    private final List<ContentRepository> opened = new ArrayList<>();
    private FarSide far;

    @BeforeEach
    void createFarSide() {
        far = FarSide.create(temp.resolve("far.git"));
    }

    @AfterEach
    void close() {
        opened.forEach(ContentRepository::close);
        far.close();
    }

    private GitSource source() {
        return Git.repository(far.path());
    }

    private ContentRepository open(GitSource source) {
        ContentRepository repository = source.open(temp.resolve("near"));
        opened.add(repository);
        return repository;
    }

    @Test
    void theDefaultBranchIsThatOfHead() throws IOException {
        far.put("a", "main").commit("Main");
        CommitId other = far.put("a", "other").commit("other", "Other");
        Files.writeString(far.path().resolve("HEAD"), "ref: refs/heads/other\n");

        assertThat(commitOf(open(source()).latest())).isEqualTo(other);
    }

    @Test
    void aDetachedHeadIsFollowed() throws IOException {
        CommitId first = far.put("a", "1").commit("First");
        far.put("a", "2").commit("Second");
        Files.writeString(far.path().resolve("HEAD"), first + "\n");

        assertThat(commitOf(open(source()).latest())).isEqualTo(first);
    }

    @Test
    void branchTagAndCommitAreFollowed() {
        CommitId first = far.put("a", "1").commit("First");
        CommitId second = far.put("a", "2").commit("Second");
        CommitId third = far.put("a", "3").commit("Third");
        far.tag("light", first);
        far.annotatedTag("annotated", second.value(), Constants.OBJ_COMMIT);

        for (Map.Entry<GitSource, CommitId> expected : Map.of(
                        source().branch("main"), third,
                        source().tag("light"), first,
                        source().tag("annotated"), second,
                        source().commit(first), first)
                .entrySet()) {
            try (ContentRepository repository = expected.getKey().open(temp.resolve("near"))) {
                assertThat(commitOf(repository.latest())).isEqualTo(expected.getValue());
            }
        }
    }

    @Test
    void theTagOfTheNewestReleaseIsFollowed() {
        CommitId first = far.put("a", "1").commit("First");
        CommitId second = far.put("a", "2").commit("Second");
        CommitId third = far.put("a", "3").commit("Third");
        ContentRepository repository = open(source().newestTag("v*"));
        assertFails(ErrorCode.REVISION_NOT_FOUND, repository::latest);

        far.tag("v1.9.0", first);
        far.tag("v2.0.0-rc.1", third);
        far.tag("vnext", third);
        far.tag("w9.0.0", third);
        assertThat(commitOf(repository.latest())).isEqualTo(first);
        far.annotatedTag("v1.10.0", second.value(), Constants.OBJ_COMMIT);
        assertThat(commitOf(repository.latest())).isEqualTo(second);
        far.tag("v1.9.1", third);
        assertThat(commitOf(repository.latest())).isEqualTo(second);
        far.git("pack-refs", "--all");
        far.tag("v2.0.0", third);
        assertThat(commitOf(repository.latest())).isEqualTo(third);
    }

    @Test
    void aTagOfATreeIsNoRevision() {
        far.put("a", "1").commit("First");
        Revision revision = open(source()).latest();
        far.annotatedTag("tree", revision.release().tree().value(), Constants.OBJ_TREE);

        try (ContentRepository repository = source().tag("tree").open(temp.resolve("other"))) {
            assertFails(ErrorCode.REVISION_NOT_FOUND, repository::latest);
        }
    }

    @Test
    void packedReferencesAndPacksAreRead() {
        far.put("a", "1").put("b/c", "2").commit("First");
        far.git("gc", "--quiet");
        ContentRepository repository = open(source());

        assertThat(texts(repository, repository.latest())).isEqualTo(Map.of("a", "1", "b/c", "2"));
        CommitId second = far.put("b/c", "3").commit("Second");
        far.git("pack-refs", "--all");
        Revision revision = repository.latest();
        assertThat(commitOf(revision)).isEqualTo(second);
        assertThat(texts(repository, revision)).isEqualTo(Map.of("a", "1", "b/c", "3"));
    }

    @Test
    void aWorkTreeIsReadThroughItsGitDirectory() {
        CommitId first = far.put("a", "1").commit("First");
        FarSide.run(temp, "clone", "--quiet", "far.git", "tree");
        FarSide.run(temp.resolve("tree"), "worktree", "add", "--quiet", "../linked", "HEAD");

        for (String name : List.of("tree", "linked", "tree/.git")) {
            try (ContentRepository repository =
                    Git.repository(temp.resolve(name)).open(temp.resolve("near"))) {
                assertThat(commitOf(repository.latest())).isEqualTo(first);
            }
        }
    }

    @Test
    void objectsOfAnAlternateAreCopied() {
        far.put("a", "1").commit("First");
        FarSide.run(temp, "clone", "--quiet", "--bare", "--shared", "far.git", "shared.git");
        ContentRepository repository = open(Git.repository(temp.resolve("shared.git")));

        assertThat(texts(repository, repository.latest())).isEqualTo(Map.of("a", "1"));
    }

    @Test
    void aDirectoryOfTheRepositoryIsTheSite() {
        far.put("public/de/index.html", "hallo").put("README", "x").commit("First");
        ContentRepository repository = open(source().directory("public/de"));

        assertThat(texts(repository, repository.latest())).isEqualTo(Map.of("index.html", "hallo"));
    }

    @Test
    void aMissingDirectoryIsToldWithThoseThatExist() {
        far.put("public/en/index.html", "hello").put("docs/x", "x").commit("First");

        ContentRepository repository = open(source().directory("publik"));
        assertThat(assertFails(ErrorCode.DIRECTORY_NOT_FOUND, repository::latest))
                .hasMessageContaining("'publik'")
                .hasMessageContaining("docs, public");
        repository.close();
        assertThat(assertFails(ErrorCode.DIRECTORY_NOT_FOUND, open(source().directory("public/de"))::latest))
                .hasMessageContaining("public/en");
    }

    @Test
    void anUnbornBranchSaysSo() {
        assertThat(assertFails(ErrorCode.REVISION_NOT_FOUND, open(source())::latest))
                .hasMessageContaining("no commit yet");
    }

    @Test
    void aHeadThatNamesNoBranchListsTheBranches() throws IOException {
        far.put("a", "1").commit("First");
        Files.writeString(far.path().resolve("HEAD"), "ref: refs/heads/master\n");

        assertThat(assertFails(ErrorCode.REVISION_NOT_FOUND, open(source())::latest))
                .hasMessageContaining("the branches main");
    }

    @Test
    void aDeletedBranchIsMissedAndFollowedAgain() {
        far.put("a", "1").commit("First");
        CommitId other = far.put("a", "2").commit("other", "Other");
        ContentRepository repository = open(source().branch("other"));
        repository.latest();
        far.deleteBranch("other");

        assertThat(assertFails(ErrorCode.REVISION_NOT_FOUND, repository::latest))
                .hasMessageContaining("branch(\"other\")")
                .hasMessageContaining("main");
        assertThat(commitOf(repository.at(other))).isEqualTo(other);
        CommitId anew = far.put("a", "3").commit("other", "Anew");
        assertThat(commitOf(repository.latest())).isEqualTo(anew);
    }

    @Test
    void aForcedPushThatPrunesTheOldCommitIsFollowed() {
        CommitId first = far.put("a", "1").put("b/c", "1").commit("First");
        far.put("a", "2").commit("Second");
        ContentRepository repository = open(source());
        repository.latest();
        far.point("main", first);
        CommitId other = far.put("b/c", "2").commit("Other");
        far.git("reflog", "expire", "--expire=now", "--all");
        far.git("gc", "--quiet", "--prune=now");

        Revision revision = repository.latest();
        assertThat(commitOf(revision)).isEqualTo(other);
        assertThat(texts(repository, revision)).isEqualTo(Map.of("a", "1", "b/c", "2"));
    }

    @Test
    void manyChangesAtOnceAreFetchedAsAPack() throws IOException {
        far.put("a", "1").commit("First");
        ContentRepository repository = open(source());
        repository.latest();
        for (int i = 0; i < 200; i++) {
            far.put("d" + i % 7 + "/f" + i, "text " + i);
        }
        far.commit("Second");

        assertThat(texts(repository, repository.latest())).hasSize(201);
        try (Stream<Path> packs = Files.list(temp.resolve("near/repository.git/objects/pack"))) {
            assertThat(packs).hasSize(2);
        }
    }

    @Test
    void aFileThatBecomesADirectoryAndBack() {
        far.put("a", "file").commit("First");
        ContentRepository repository = open(source());
        repository.latest();
        far.remove("a").put("a/b", "below").commit("Second");
        assertThat(texts(repository, repository.latest())).isEqualTo(Map.of("a/b", "below"));
        far.remove("a").put("a", "file").commit("Third");

        assertThat(texts(repository, repository.latest())).isEqualTo(Map.of("a", "file"));
    }

    @Test
    void anUnknownCommitIsRevisionNotFound() {
        far.put("a", "1").commit("First");

        assertFails(
                ErrorCode.REVISION_NOT_FOUND,
                () -> open(source()).at(new CommitId("0123456789abcdef0123456789abcdef01234567")));
    }

    @Test
    void whatIsCompleteNeedsNoSourceAfterReopening() throws IOException {
        CommitId first = far.put("a", "1").commit("First");
        open(source()).latest();
        opened.get(0).close();
        Files.move(far.path(), temp.resolve("away.git"));
        ContentRepository repository = open(source());

        assertThat(texts(repository, repository.at(first))).isEqualTo(Map.of("a", "1"));
        assertFails(ErrorCode.REPOSITORY_NOT_FOUND, repository::latest);
    }

    @Test
    void locksThatACrashLeftAreRemoved() throws IOException {
        far.put("a", "1").commit("First");
        open(source()).latest();
        opened.get(0).close();
        Path git = temp.resolve("near/repository.git");
        List<Path> stale = List.of(
                git.resolve("shallow.lock"),
                git.resolve("config.lock"),
                git.resolve("refs/cdn/000000000002.lock"),
                git.resolve("objects/pack/tmp_cdn_1.pack"));
        for (Path file : stale) {
            Files.writeString(file, "");
        }
        CommitId second = far.put("a", "2").commit("Second");

        assertThat(commitOf(open(source()).latest())).isEqualTo(second);
        assertThat(stale).noneMatch(Files::exists);
    }

    @Test
    void aRepositoryThatCannotBeOpenedIsFetchedAgain() throws IOException {
        CommitId first = far.put("a", "1").commit("First");
        open(source()).latest();
        opened.get(0).close();
        Path git = temp.resolve("near/repository.git");
        Files.writeString(git.resolve("config"), "[core\nnonsense");

        assertThat(commitOf(open(source()).latest())).isEqualTo(first);
        assertThat(temp.resolve("near/damaged.git")).isDirectory();
    }

    @Test
    void aCommitThatIsMissingFromThePrivateRepositoryIsFetchedAgain() throws IOException {
        CommitId first = far.put("a", "1").commit("First");
        open(source()).latest();
        opened.get(0).close();
        Files.delete(loose(first.value()));
        ContentRepository repository = open(source());

        assertThat(texts(repository, repository.latest())).isEqualTo(Map.of("a", "1"));
    }

    @Test
    void aBlobThatIsDamagedInThePrivateRepositoryIsFetchedAgain() throws IOException {
        far.put("a", "1").commit("First");
        ContentRepository repository = open(source());
        Revision revision = repository.latest();
        Path blob;
        try (ContentReader reader = repository.reader()) {
            TreeEntry.File file =
                    (TreeEntry.File) reader.tree(revision.release().tree()).get(0);
            blob = loose(file.blob().value());
        }
        Files.delete(blob);
        Files.writeString(blob, "nonsense");

        assertFails(ErrorCode.SOURCE_DAMAGED, () -> texts(repository, revision));
        assertThat(texts(repository, repository.latest())).isEqualTo(Map.of("a", "1"));
    }

    private Path loose(String id) {
        return temp.resolve("near/repository.git/objects/" + id.substring(0, 2) + "/" + id.substring(2));
    }

    @Test
    void anObjectThatIsMissingInTheSourceIsDamageAndNothingIsVisible() throws IOException {
        far.put("a", "1").commit("First");
        ContentRepository repository = open(source());
        Revision before = repository.latest();
        CommitId second = far.put("a", "2").put("b", "3").commit("Second");
        String blob = new ObjectInserter.Formatter()
                .idFor(Constants.OBJ_BLOB, new byte[] {'2'})
                .name();
        Path file = far.path().resolve("objects/" + blob.substring(0, 2) + "/" + blob.substring(2));
        Path away = temp.resolve("away");
        Files.move(file, away);

        assertFails(ErrorCode.SOURCE_DAMAGED, repository::latest);
        assertThat(texts(repository, before)).isEqualTo(Map.of("a", "1"));
        Files.move(away, file);
        assertThat(commitOf(repository.latest())).isEqualTo(second);
    }

    @Test
    void modesAndNamesAreToldAsTheyAre() {
        byte[] text = "x".getBytes(StandardCharsets.UTF_8);
        far.put("regular", 0100644, text)
                .put("group-writable", 0100664, text)
                .put("executable", 0100755, text)
                .put("link", 0120000, "../../etc/passwd".getBytes(StandardCharsets.UTF_8))
                .put("ünï/cödé", 0100644, text)
                .put("bad\u0080name", 0100644, text)
                .put("..", 0100644, text)
                .put(".GIT/config", 0100644, text)
                .put("back\\slash", 0100644, text)
                .putSubmodule("module", "0123456789abcdef0123456789abcdef01234567")
                .commit("First");
        ContentRepository repository = open(source());
        Revision revision = repository.latest();

        try (ContentReader reader = repository.reader()) {
            List<TreeEntry> entries = reader.tree(revision.release().tree());
            assertThat(entries)
                    .extracting(TreeEntry::name)
                    .containsExactly(
                            "..",
                            ".GIT",
                            "back\\slash",
                            "bad\uFFFDname",
                            "executable",
                            "group-writable",
                            "link",
                            "module",
                            "regular",
                            "ünï");
            assertThat(entries.get(4))
                    .isEqualTo(new TreeEntry.File("executable", blob(entries), TreeEntry.Permission.EXECUTABLE));
            assertThat(entries.get(5))
                    .isEqualTo(new TreeEntry.File("group-writable", blob(entries), TreeEntry.Permission.REGULAR));
            assertThat(entries.get(6)).isInstanceOf(TreeEntry.Link.class);
            assertThat(entries.get(7)).isEqualTo(new TreeEntry.Unsupported("module", 0160000));
        }
    }

    private static BlobId blob(List<TreeEntry> entries) {
        return ((TreeEntry.File) entries.get(0)).blob();
    }

    @Test
    void callsFromManyThreadsTakeTurns() throws Exception {
        far.put("a", "1").commit("First");
        ContentRepository repository = open(source());
        List<Callable<CommitId>> calls = new ArrayList<>();
        CommitId newest = far.put("a", "2").commit("Second");
        for (int i = 0; i < 8; i++) {
            calls.add(() -> commitOf(repository.latest()));
            calls.add(() -> commitOf(repository.at(newest)));
        }
        ExecutorService threads = Executors.newFixedThreadPool(calls.size());
        try {
            for (Future<CommitId> call : threads.invokeAll(calls)) {
                assertThat(call.get()).isEqualTo(newest);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void anInterruptedCallEndsAndKeepsTheInterrupt() {
        far.put("a", "1").commit("First");
        ContentRepository repository = open(source());
        Thread.currentThread().interrupt();

        assertFails(ErrorCode.INTERRUPTED, repository::latest);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aClosedRepositoryRefusesEveryCallAlsoOfItsReaders() {
        CommitId first = far.put("a", "1").commit("First");
        ContentRepository repository = open(source());
        Revision revision = repository.latest();
        try (ContentReader reader = repository.reader()) {
            repository.close();
            repository.close();
            assertFails(ErrorCode.CLOSED, () -> reader.tree(revision.release().tree()));
        }

        assertFails(ErrorCode.CLOSED, repository::latest);
        assertFails(ErrorCode.CLOSED, () -> repository.at(first));
        assertFails(ErrorCode.CLOSED, repository::reader);
    }

    @Test
    void aDirectoryHasOneOwner() {
        far.put("a", "1").commit("First");
        ContentRepository repository = open(source());
        assertFails(ErrorCode.STORE_LOCKED, () -> open(source()));
        repository.close();

        open(source()).latest();
    }

    @Test
    void aFileInPlaceOfTheDirectoryIsUnusable() throws IOException {
        Files.writeString(temp.resolve("near"), "no directory");

        assertFails(ErrorCode.STORE_UNUSABLE, () -> open(source()));
    }

    @Test
    void aDirectoryThatIsNoRepositoryIsNotFound() throws IOException {
        Files.createDirectory(temp.resolve("empty"));

        assertFails(ErrorCode.REPOSITORY_NOT_FOUND, open(Git.repository(temp.resolve("empty")))::latest);
    }

    @Test
    void aRepositoryWithSha256IdsIsUnsupported() {
        FarSide.run(temp, "init", "--quiet", "--bare", "--object-format=sha256", "sha256.git");

        assertThat(assertFails(
                        ErrorCode.REPOSITORY_UNSUPPORTED, open(Git.repository(temp.resolve("sha256.git")))::latest))
                .hasMessageContaining("SHA-256");
    }
}
