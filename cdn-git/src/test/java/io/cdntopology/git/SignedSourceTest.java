package io.cdntopology.git;

import static io.cdntopology.git.Readings.assertFails;
import static io.cdntopology.git.Readings.commitOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.failure.ErrorCode;
import io.cdntopology.release.CommitId;
import io.cdntopology.spi.AgentOptions;
import io.cdntopology.spi.ContentRepository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.lib.Constants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A source whose commits have to be signed: wherever a commit comes in, it is looked at. */
@Timeout(60)
class SignedSourceTest {
    @TempDir
    Path temp;

    private final SshSigner ada = new SshSigner();
    private final SshSigner eve = new SshSigner();
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
        return Git.repository(far.path()).signedBy(ada.trusted());
    }

    private ContentRepository open(GitSource source, String name) {
        ContentRepository repository = source.open(temp.resolve(name));
        opened.add(repository);
        return repository;
    }

    private void signedTag(String name, CommitId commit, SshSigner signer) {
        far.annotatedTag(name, commit.value(), Constants.OBJ_COMMIT, signer::tag);
    }

    @Test
    void onlyWhatATrustedOneSignedComesInAndTheNextOneIsTaken() {
        CommitId first = far.put("a", "1").commit("First", ada::commit);
        ContentRepository repository = open(source(), "near");
        assertThat(commitOf(repository.latest())).isEqualTo(first);

        CommitId unsigned = far.put("a", "2").commit("Second");
        assertThat(assertFails(ErrorCode.SIGNATURE_REFUSED, repository::latest))
                .hasMessageContaining("commit " + unsigned.abbreviated())
                .hasMessageContaining("it is not signed");
        far.put("a", "3").commit("Third", eve::commit);
        assertThat(assertFails(ErrorCode.SIGNATURE_REFUSED, repository::latest))
                .hasMessageContaining(eve.fingerprint());
        assertFails(ErrorCode.SIGNATURE_REFUSED, repository::latest);

        CommitId fourth = far.put("a", "4").commit("Fourth", ada::commit);
        assertThat(commitOf(repository.latest())).isEqualTo(fourth);
    }

    @Test
    void aCommitThatIsAskedForByItsIdIsLookedAtToo() {
        CommitId unsigned = far.put("a", "1").commit("First");
        CommitId signed = far.put("a", "2").commit("Second", ada::commit);
        ContentRepository repository = open(source(), "near");

        assertThat(commitOf(repository.at(signed))).isEqualTo(signed);
        assertFails(ErrorCode.SIGNATURE_REFUSED, () -> repository.at(unsigned));
        assertFails(ErrorCode.SIGNATURE_REFUSED, () -> repository.at(unsigned));
        assertFails(ErrorCode.SIGNATURE_REFUSED, open(source().commit(unsigned), "pinned")::latest);
    }

    @Test
    void aListThatIsReplacedHoldsForWhatIsHereAlready() throws IOException {
        Path list = temp.resolve("allowed_signers");
        Files.writeString(list, ada.line(""));
        CommitId commit = far.put("a", "1").commit("First", ada::commit);
        ContentRepository repository = open(Git.repository(far.path()).signedBy(TrustedSigners.ssh(list)), "near");
        assertThat(commitOf(repository.at(commit))).isEqualTo(commit);

        Files.writeString(list, eve.line(""));
        assertFails(ErrorCode.SIGNATURE_REFUSED, () -> repository.at(commit));
        Files.writeString(list, ada.line("") + "\nnonsense");
        assertThat(assertFails(ErrorCode.SIGNATURE_REFUSED, () -> repository.at(commit)))
                .hasMessageContaining("line 2 of the allowed signers");
        Files.delete(list);
        assertFails(ErrorCode.CREDENTIALS_REFUSED, () -> repository.at(commit));
        Files.writeString(list, ada.line(""));
        assertThat(commitOf(repository.at(commit))).isEqualTo(commit);
    }

    @Test
    void ofATagTheTagHasToBeSigned() {
        CommitId unsigned = far.put("a", "1").commit("First");
        CommitId signed = far.put("a", "2").commit("Second", ada::commit);
        ContentRepository repository = open(source().tag("stable"), "near");

        far.tag("stable", signed);
        assertThat(assertFails(ErrorCode.SIGNATURE_REFUSED, repository::latest))
                .hasMessageContaining("the tag that names it is not signed");
        far.annotatedTag("stable", signed.value(), Constants.OBJ_COMMIT);
        assertThat(assertFails(ErrorCode.SIGNATURE_REFUSED, repository::latest)).hasMessageContaining("tag stable");
        signedTag("stable", signed, eve);
        assertThat(assertFails(ErrorCode.SIGNATURE_REFUSED, repository::latest))
                .hasMessageContaining(eve.fingerprint());
        signedTag("stable", unsigned, ada);
        assertThat(commitOf(repository.latest())).isEqualTo(unsigned);
    }

    @Test
    void aSignedTagDoesNotCountUnderAnotherName() {
        CommitId old = far.put("a", "1").commit("Old");
        CommitId current = far.put("a", "2").commit("Current");
        signedTag("v1.0.0", old, ada);
        signedTag("v2.0.0", current, ada);
        ContentRepository repository = open(source().newestTag("v*"), "near");
        assertThat(commitOf(repository.latest())).isEqualTo(current);

        far.git("update-ref", "refs/tags/v9.0.0", "refs/tags/v1.0.0");
        assertThat(assertFails(ErrorCode.SIGNATURE_REFUSED, repository::latest))
                .hasMessageContaining("under another name, as 'tag v1.0.0'");
        far.tag("v10.0.0", old);
        assertFails(ErrorCode.SIGNATURE_REFUSED, repository::latest);
        signedTag("v11.0.0", current, ada);
        assertThat(commitOf(repository.latest())).isEqualTo(current);
    }

    /** As an agent does, which hears of a commit only. */
    @Test
    void aCommitOfASignedTagComesInByItsId() {
        CommitId tagged = far.put("a", "1").commit("First");
        CommitId loose = far.put("a", "2").commit("Second");
        CommitId signed = far.put("a", "3").commit("Third", ada::commit);
        CommitId byEve = far.put("a", "4").commit("Fourth");
        signedTag("v1.0.0", tagged, ada);
        signedTag("other", loose, ada);
        signedTag("v1.0.1", byEve, eve);
        ContentRepository agent = open(source().newestTag("v*"), "agent");

        assertThat(commitOf(agent.at(tagged))).isEqualTo(tagged);
        assertThat(commitOf(agent.at(signed))).isEqualTo(signed);
        assertThat(assertFails(ErrorCode.SIGNATURE_REFUSED, () -> agent.at(loose)))
                .hasMessageContaining("it is not signed");
        assertThat(assertFails(ErrorCode.SIGNATURE_REFUSED, () -> agent.at(byEve)))
                .hasMessageContaining("tag v1.0.1");
        assertFails(
                ErrorCode.SIGNATURE_REFUSED,
                () -> open(source().tag("v2.0.0"), "other").at(tagged));
        assertFails(ErrorCode.SIGNATURE_REFUSED, () -> open(source(), "branch").at(tagged));
    }

    @Test
    void oneCanGoBackToWhatATagNamedBefore() {
        CommitId first = far.put("a", "1").commit("First");
        CommitId second = far.put("a", "2").commit("Second");
        signedTag("stable", first, ada);
        try (ContentRepository repository = source().tag("stable").open(temp.resolve("near"))) {
            assertThat(commitOf(repository.latest())).isEqualTo(first);
            signedTag("stable", second, ada);
            assertThat(commitOf(repository.latest())).isEqualTo(second);
            assertThat(commitOf(repository.at(first))).isEqualTo(first);
        }
        assertThat(commitOf(open(source().tag("stable"), "near").at(first))).isEqualTo(first);
        opened.remove(0).close();

        // What is kept is looked at anew.
        GitSource others = Git.repository(far.path()).signedBy(eve.trusted());
        ContentRepository repository = open(others.tag("stable"), "near");
        assertFails(ErrorCode.SIGNATURE_REFUSED, () -> repository.at(first));
        opened.remove(0).close();
        ContentRepository other = open(source().tag("other"), "near");
        assertFails(ErrorCode.SIGNATURE_REFUSED, () -> other.at(first));
    }

    @Test
    void aCommitThatIsTooLargeToBeLookedAtIsRefused() {
        far.put("a", "1").commit("x".repeat(2 << 20), ada::commit);

        assertThat(assertFails(ErrorCode.SIGNATURE_REFUSED, open(source(), "near")::latest))
                .hasMessageContaining("larger than 1 MiB");
    }

    @Test
    void anAgentIsToldWhoIsTrusted() {
        AgentOptions told = Git.repository("https://git.example/site.git")
                .newestTag("v*")
                .signedBy(ada.trusted().and(eve.trusted()))
                .forAgent();

        assertThat(told.options()).isEqualTo(Map.of("git.url", "https://git.example/site.git", "git.newest.tag", "v*"));
        assertThat(told.files()).containsOnlyKeys("git.signers.ssh");
        assertThat(told.files().get("git.signers.ssh").get())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(ada.line("") + "\n" + eve.line(""));
    }

    @Test
    void theListIsSetOnce() {
        assertFails(ErrorCode.OPTION_SET_TWICE, () -> source().signedBy(eve.trusted()));
    }
}
