package io.cdntopology.git;

import static io.cdntopology.git.Readings.assertFails;
import static io.cdntopology.git.Readings.commitOf;
import static io.cdntopology.git.Readings.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.release.CommitId;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.spi.Revision;
import java.io.IOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.eclipse.jgit.lib.Constants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A repository behind a real git server, and servers that are none. */
@Timeout(60)
class GitHttpIT {
    private static final String SECRET = "s3cr3t";

    @TempDir
    Path temp;

    private final List<ContentRepository> opened = new ArrayList<>();
    private FarSide far;
    private GitHttpServer server;

    @BeforeEach
    void start() throws IOException {
        Files.createDirectory(temp.resolve("root"));
        far = FarSide.create(temp.resolve("root/far.git"));
        server = new GitHttpServer(temp.resolve("root"));
    }

    @AfterEach
    void stop() {
        opened.forEach(ContentRepository::close);
        server.close();
        far.close();
    }

    private GitSource source() {
        return Git.repository(server.url("far.git"));
    }

    private ContentRepository open(GitSource source) {
        ContentRepository repository = source.open(temp.resolve("near" + opened.size()));
        opened.add(repository);
        return repository;
    }

    @Test
    void commitsAreFetchedOneAfterTheOther() throws IOException {
        far.put("a", "0").commit("Before");
        far.put("a", "1").put("b/c", "1").commit("First");
        ContentRepository repository = open(source());
        assertThat(texts(repository, repository.latest())).isEqualTo(Map.of("a", "1", "b/c", "1"));
        for (int i = 2; i < 6; i++) {
            CommitId newest = far.put("b/c", "" + i).commit("Commit " + i);
            Revision revision = repository.latest();
            assertThat(commitOf(revision)).isEqualTo(newest);
            assertThat(texts(repository, revision)).isEqualTo(Map.of("a", "1", "b/c", "" + i));
        }

        assertThat(Files.readAllLines(temp.resolve("near0/repository.git/shallow")))
                .as("only the first fetch has a depth")
                .hasSize(1);
    }

    @Test
    void anOlderContentThatCameBackIsFetched() {
        CommitId first = far.put("a", "1").commit("First");
        far.put("a", "2").commit("Second");
        ContentRepository repository = open(source());
        repository.latest();
        far.put("a", "1").commit("Back to the first, whose content the server must not take for present");

        assertThat(texts(repository, repository.latest())).isEqualTo(Map.of("a", "1"));
        far.point("main", first);
        Revision revision = repository.latest();
        assertThat(commitOf(revision)).isEqualTo(first);
        assertThat(texts(repository, revision)).isEqualTo(Map.of("a", "1"));
    }

    @Test
    void aDirectoryThatWasFilledFromAnotherPlaceIsUsedOn() {
        far.put("a", "0").commit("Before");
        try (ContentRepository local = Git.repository(far.path()).open(temp.resolve("near0"))) {
            for (int i = 0; i < 3; i++) {
                far.put("a", "" + i).put("b", "same").commit("Commit " + i);
                far.put("a", "unseen " + i).commit("Not fetched");
                far.put("a", "" + i).commit("Again " + i);
                local.latest();
            }
        }
        ContentRepository repository = open(source());
        far.put("a", "unseen 0").commit("Newest");

        assertThat(texts(repository, repository.latest())).isEqualTo(Map.of("a", "unseen 0", "b", "same"));
    }

    @Test
    void anUnchangedSourceCostsOneRequest() {
        far.put("a", "1").commit("First");
        ContentRepository repository = open(source());
        Revision revision = repository.latest();
        server.requests().clear();

        assertThat(repository.latest()).isEqualTo(revision);
        assertThat(server.requests()).containsExactly("GET /far.git/info/refs");
    }

    @Test
    void aNewCommitCostsTwoRequests() {
        far.put("a", "1").commit("First");
        ContentRepository repository = open(source());
        repository.latest();
        far.put("a", "2").commit("Second");
        server.requests().clear();
        repository.latest();

        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void whereReferencesAreManyOnlyTheOneWantedIsAskedFor() {
        CommitId first = far.put("a", "1").commit("First");
        for (int i = 0; i < 501; i++) {
            far.point("branch" + i, first);
        }
        ContentRepository repository = open(source());
        repository.latest();
        CommitId second = far.put("a", "2").commit("Second");
        server.requests().clear();

        assertThat(commitOf(repository.latest())).isEqualTo(second);
        assertThat(server.requests()).allMatch(request -> request.endsWith("version=2"));
        far.deleteBranch("main");
        assertThat(assertFails(ErrorCode.REVISION_NOT_FOUND, open(source().branch("main"))::latest))
                .hasMessageContaining("branch0")
                .hasMessageContaining("and others");
    }

    @Test
    void whereReferencesTakeTooMuchMemoryOnlyTheOneWantedIsAskedFor() throws IOException {
        CommitId commit = far.put("a", "1").commit("First");
        try (Writer packed = Files.newBufferedWriter(far.path().resolve("packed-refs"))) {
            packed.write("# pack-refs with: peeled fully-peeled sorted \n");
            for (int i = 100_000; i < 200_000; i++) {
                packed.write(commit + " refs/heads/" + i + "\n");
            }
        }
        ContentRepository repository = open(source());
        assertThat(commitOf(repository.latest())).isEqualTo(commit);
        server.requests().clear();

        assertThat(commitOf(repository.latest())).isEqualTo(commit);
        assertThat(server.requests()).allMatch(request -> request.endsWith("version=2"));
        assertThat(assertFails(ErrorCode.REVISION_NOT_FOUND, open(source().branch("mein"))::latest))
                .hasMessageContaining("branch(\"mein\") does not exist");
        assertFails(
                ErrorCode.REVISION_NOT_FOUND,
                () -> repository.at(new CommitId("0123456789abcdef0123456789abcdef01234567")));
    }

    @Test
    void branchTagAndCommitAreFollowed() {
        CommitId first = far.put("a", "1").commit("First");
        CommitId second = far.put("a", "2").commit("Second");
        CommitId other = far.put("a", "3").commit("other", "Other");
        far.tag("light", first);
        far.annotatedTag("annotated", second.value(), Constants.OBJ_COMMIT);

        assertThat(commitOf(open(source()).latest())).isEqualTo(second);
        assertThat(commitOf(open(source().branch("other")).latest())).isEqualTo(other);
        assertThat(commitOf(open(source().tag("light")).latest())).isEqualTo(first);
        assertThat(commitOf(open(source().commit(first)).latest())).isEqualTo(first);
        ContentRepository annotated = open(source().tag("annotated"));
        assertThat(commitOf(annotated.latest())).isEqualTo(second);
        server.requests().clear();
        annotated.latest();
        assertThat(server.requests()).hasSize(1);
    }

    /** Before and after the server is asked for those tags only. */
    @Test
    void theTagOfTheNewestReleaseIsFollowed() {
        CommitId first = far.put("a", "1").commit("First");
        CommitId second = far.put("a", "2").commit("Second");
        far.tag("docs/1.9.0", first);
        ContentRepository repository = open(source().newestTag("docs/*"));
        assertThat(commitOf(repository.latest())).isEqualTo(first);

        for (int i = 0; i < 600; i++) {
            far.tag("other" + i, first);
        }
        assertThat(commitOf(repository.latest())).isEqualTo(first);
        far.annotatedTag("docs/1.10.0", second.value(), Constants.OBJ_COMMIT);
        assertThat(commitOf(repository.latest())).isEqualTo(second);
        far.annotatedTag("docs/2.0.0-rc.1", first.value(), Constants.OBJ_COMMIT);
        assertThat(commitOf(repository.latest())).isEqualTo(second);
    }

    @Test
    void aForcedPushIsFollowed() {
        CommitId first = far.put("a", "1").put("b/c", "1").commit("First");
        far.put("a", "2").commit("Second");
        ContentRepository repository = open(source());
        repository.latest();
        far.point("main", first);
        far.put("b/c", "2").commit("Other");
        far.git("gc", "--quiet", "--prune=now");

        assertThat(texts(repository, repository.latest())).isEqualTo(Map.of("a", "1", "b/c", "2"));
    }

    @Test
    void anOlderCommitIsFetchedByItsId() {
        CommitId first = far.put("a", "1").commit("First");
        far.put("a", "2").commit("Second");
        ContentRepository repository = open(source());
        repository.latest();

        assertThat(texts(repository, repository.at(first))).isEqualTo(Map.of("a", "1"));
        far.put("a", "3").commit("Third");
        assertThat(texts(repository, repository.latest())).isEqualTo(Map.of("a", "3"));
    }

    @Test
    void anOlderCommitOfAServerThatGivesNoIdsComesWithTheHistory() {
        server.speakOldProtocolOnly();
        CommitId first = far.put("a", "1").commit("First");
        far.put("a", "2").commit("Second");
        ContentRepository repository = open(source());
        repository.latest();

        assertThat(texts(repository, repository.at(first))).isEqualTo(Map.of("a", "1"));
        far.put("a", "3").commit("Third");
        assertThat(texts(repository, repository.latest())).isEqualTo(Map.of("a", "3"));
        assertFails(
                ErrorCode.REVISION_NOT_FOUND,
                () -> repository.at(new CommitId("0123456789abcdef0123456789abcdef01234567")));
    }

    @Test
    void anUnknownCommitIsRevisionNotFound() {
        far.put("a", "1").commit("First");

        assertFails(
                ErrorCode.REVISION_NOT_FOUND,
                () -> open(source()).at(new CommitId("0123456789abcdef0123456789abcdef01234567")));
    }

    @Test
    void aMissingBranchListsThoseThatExist() {
        assertThat(assertFails(ErrorCode.REVISION_NOT_FOUND, open(source())::latest))
                .hasMessageContaining("no commit yet");
        far.put("a", "1").commit("First");

        assertThat(assertFails(ErrorCode.REVISION_NOT_FOUND, open(source().branch("mein"))::latest))
                .hasMessageContaining("the branches main");
    }

    @Test
    void credentialsAreSentWithTheFirstRequestAndAskedForAtEachExchange() {
        server.require("me", SECRET);
        far.put("a", "1").commit("First");
        AtomicInteger asked = new AtomicInteger();
        ContentRepository repository = open(source().credentials("me", () -> {
            asked.incrementAndGet();
            return SECRET;
        }));
        repository.latest();
        assertThat(server.requests()).hasSize(2);
        int before = asked.get();
        repository.latest();

        assertThat(asked.get()).isGreaterThan(before);
    }

    @Test
    void credentialsThatAreWrongOrMissingAreRefusedAndNotTold() {
        server.require("me", "another");
        far.put("a", "1").commit("First");

        CdnException wrong =
                assertFails(ErrorCode.CREDENTIALS_REFUSED, open(source().credentials("me", () -> SECRET))::latest);
        for (Throwable e = wrong; e != null; e = e.getCause()) {
            assertThat(e.toString()).doesNotContain(SECRET);
        }
        assertThat(wrong).hasMessageContaining("correct credentials(…)");
        assertThat(assertFails(ErrorCode.CREDENTIALS_REFUSED, open(source())::latest))
                .hasMessageContaining("set credentials(user, password)");
    }

    @Test
    void aTokenIsSentAsBearer() {
        server.requireAuthorization("Bearer " + SECRET);
        far.put("a", "1").commit("First");

        assertThat(site(open(source().token(() -> SECRET)))).isEqualTo(Map.of("a", "1"));
        assertThat(assertFails(ErrorCode.CREDENTIALS_REFUSED, open(source().token(() -> SECRET + "!"))::latest))
                .hasMessageContaining("token(…)")
                .hasMessageNotContaining(SECRET);
    }

    @Test
    void whoGaveARefusedTokenIsAskedForAnotherOneOnce() {
        far.put("a", "1").commit("First");
        AtomicReference<String> cached = new AtomicReference<>("old");
        List<Optional<String>> asked = new ArrayList<>();
        ContentRepository repository = open(source().token(refused -> {
            asked.add(refused);
            refused.ifPresent(token -> cached.set(SECRET));
            return cached.get();
        }));
        server.requireAuthorization("Bearer old");
        repository.latest();
        server.requireAuthorization("Bearer " + SECRET);

        assertThat(site(repository)).isEqualTo(Map.of("a", "1"));
        assertThat(asked).containsExactly(Optional.empty(), Optional.empty(), Optional.of("old"));
        server.requireAuthorization("Bearer other");
        server.requests().clear();
        assertFails(ErrorCode.CREDENTIALS_REFUSED, repository::latest);
        assertThat(server.requests()).as("the same one is not tried again").hasSize(1);
    }

    @Test
    void aPasswordFileIsReadAtEachExchange() throws IOException {
        far.put("a", "1").commit("First");
        Path file = Files.writeString(temp.resolve("password"), "old\n");
        ContentRepository repository = open(source().credentials("me", file));
        server.require("me", "old");
        repository.latest();
        server.require("me", SECRET);
        assertFails(ErrorCode.CREDENTIALS_REFUSED, repository::latest);
        Files.writeString(file, SECRET + "\r\n");

        repository.latest();
        Files.delete(file);
        assertThat(assertFails(ErrorCode.CREDENTIALS_REFUSED, repository::latest))
                .hasMessageContaining(file.toString());
    }

    @Test
    void aServerIsTrustedByTheAuthoritiesThatAreGiven() throws Exception {
        far.put("a", "1").commit("First");
        ServerCertificate certificate = ServerCertificate.make(temp.resolve("keys"));
        Path authorities = Files.writeString(temp.resolve("authorities.pem"), SECRET);
        try (GitHttpServer secure = new GitHttpServer(temp.resolve("root"), Optional.of(certificate.context()))) {
            secure.require("me", SECRET);
            GitSource source = Git.repository(secure.url("far.git")).credentials("me", () -> SECRET);
            assertThat(assertFails(ErrorCode.SOURCE_NOT_TRUSTED, open(source)::latest))
                    .hasMessageContaining("trust(…)");
            ContentRepository repository = open(source.trust(authorities));
            assertThat(assertFails(ErrorCode.CREDENTIALS_REFUSED, repository::latest))
                    .hasMessageContaining("no certificate in PEM")
                    .hasMessageNotContaining(SECRET);
            Files.writeString(
                    authorities, ServerCertificate.make(temp.resolve("others")).pem());
            assertFails(ErrorCode.SOURCE_NOT_TRUSTED, repository::latest);
            assertThat(secure.requests())
                    .as("nothing is said to who is not trusted")
                    .isEmpty();
            Files.writeString(authorities, certificate.pem());

            assertThat(site(repository)).isEqualTo(Map.of("a", "1"));
            far.put("a", "2").commit("Second");
            assertThat(site(repository)).isEqualTo(Map.of("a", "2"));
        }
    }

    @Test
    void aServerIsReachedThroughAProxy() {
        far.put("a", "1").commit("First");
        GitSource source = Git.repository("http://git.invalid/far.git").proxy("127.0.0.1", server.port());

        assertThat(site(open(source))).isEqualTo(Map.of("a", "1"));
        assertThat(assertFails(
                        ErrorCode.CREDENTIALS_REFUSED,
                        open(Git.repository("http://git.invalid/proxied").proxy("127.0.0.1", server.port()))::latest))
                .hasMessageContaining("the proxy wants credentials");
    }

    @Test
    void credentialsAreNotSentToWhereAServerRedirects() {
        far.put("a", "1").commit("First");
        try (GitHttpServer other = new GitHttpServer(temp.resolve("root"))) {
            String target = other.url("");
            server.redirectTo(target.substring(0, target.length() - 1));

            assertThat(site(open(source().credentials("me", () -> SECRET)))).isEqualTo(Map.of("a", "1"));
            assertThat(server.authorizations()).isNotEmpty();
            assertThat(other.authorizations()).isEmpty();
        }
    }

    /** As from http to https. */
    @Test
    void whoIsLedToAServerThatWantsCredentialsIsToldItsAddress() {
        far.put("a", "1").commit("First");
        try (GitHttpServer other = new GitHttpServer(temp.resolve("root"))) {
            other.require("me", SECRET);
            String origin = other.url("").replaceAll("/$", "");
            server.redirectTo(origin);

            assertThat(assertFails(
                            ErrorCode.CREDENTIALS_REFUSED, open(source().credentials("me", () -> SECRET))::latest))
                    .hasMessageContaining("leads to " + origin + ", which answered 401")
                    .hasMessageContaining("give that address");
        }
    }

    private static Map<String, String> site(ContentRepository repository) {
        return texts(repository, repository.latest());
    }

    @Test
    void aMissingRepositoryIsNotFound() {
        assertThat(assertFails(ErrorCode.REPOSITORY_NOT_FOUND, open(Git.repository(server.url("no.git")))::latest))
                .hasMessageContaining(server.url("no.git"))
                .hasMessageContaining("404");
    }

    @Test
    void aServerThatFailsIsUnreachable() {
        assertThat(assertFails(ErrorCode.SOURCE_UNREACHABLE, open(Git.repository(server.url("broken")))::latest))
                .hasMessageContaining("500");
    }

    @Test
    void aRefusedConnectionIsUnreachableUntilTheServerIsBack() {
        far.put("a", "1").commit("First");
        ContentRepository repository = open(source());
        server.cut();
        assertFails(ErrorCode.SOURCE_UNREACHABLE, repository::latest);
        server.restore();

        assertThat(site(repository)).isEqualTo(Map.of("a", "1"));
    }

    @Test
    void anUnknownHostIsUnreachable() {
        assertFails(ErrorCode.SOURCE_UNREACHABLE, open(Git.repository("http://no-such-host.invalid/x.git"))::latest);
    }

    @Test
    void aServerThatIsSilentTimesOut() {
        ContentRepository repository =
                open(Git.repository(server.url("silent/x.git")).timeout(Duration.ofSeconds(1)));

        assertThat(assertFails(ErrorCode.SOURCE_TIMEOUT, repository::latest)).hasMessageContaining("timeout(…)");
    }

    @Test
    void aServerThatNeverTakesTheConnectionTimesOut() throws IOException {
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ContentRepository repository = open(Git.repository("http://127.0.0.1:" + deaf.getLocalPort() + "/x.git")
                    .timeout(Duration.ofSeconds(1)));

            assertFails(ErrorCode.SOURCE_TIMEOUT, repository::latest);
        }
    }

    @Test
    void aServerThatNeverEndsMeetsTheDeadline() {
        ContentRepository repository =
                open(Git.repository(server.url("trickle/x.git")).deadline(Duration.ofSeconds(1)));

        assertThat(assertFails(ErrorCode.SOURCE_TIMEOUT, repository::latest)).hasMessageContaining("deadline(…)");
    }

    @Test
    void closingEndsACallAtOnce() throws Exception {
        ContentRepository repository = open(Git.repository(server.url("silent/x.git")));
        CompletableFuture<Revision> call = CompletableFuture.supplyAsync(repository::latest);
        Awaitility.await().until(() -> !server.requests().isEmpty());
        repository.close();

        assertFails(ErrorCode.CLOSED, () -> {
            try {
                call.get(5, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                throw e.getCause();
            }
        });
        source().open(temp.resolve("near0")).close();
    }

    @Test
    void aRepositoryWithSha256IdsIsUnsupported() throws IOException {
        FarSide.run(temp, "init", "--quiet", "--object-format=sha256", "work");
        Files.writeString(temp.resolve("work/a"), "1");
        FarSide.run(temp.resolve("work"), "add", "a");
        FarSide.run(
                temp.resolve("work"), "-c", "user.name=A", "-c", "user.email=a@b", "commit", "--quiet", "-m", "First");
        FarSide.run(temp, "clone", "--quiet", "--bare", "work", "root/sha256.git");

        assertThat(assertFails(
                        ErrorCode.REPOSITORY_UNSUPPORTED, open(Git.repository(server.url("sha256.git")))::latest))
                .hasMessageContaining("SHA-256");
    }
}
