package io.cdntopology.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cdntopology.failure.ErrorCode;
import io.cdntopology.release.CommitId;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.spi.ContentSource;
import io.cdntopology.spi.Revision;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What {@link ContentSource#open} promises, and what a repository does when its source is not there. */
abstract class RepositoryLifecycleContract extends ContentContract {
    RepositoryLifecycleContract(ContentSourceContractTest suite) {
        super(suite);
    }

    @Test
    void itsLocationCarriesNoCredentials() {
        assertThat(fixture.source().location()).isNotBlank().doesNotContain("@");
    }

    @Test
    void itsPollIntervalIsPositive() {
        assertThat(fixture.source().pollInterval()).isGreaterThan(Duration.ZERO);
    }

    @Test
    void openingCreatesTheDirectory() {
        open(fixture.source(), "not/there/yet");

        assertThat(temp.resolve("not/there/yet")).isDirectory();
    }

    @Test
    void aDirectoryIsUsedByOneOpenRepositoryAtATime() {
        CommitId newest = commit("First", new ContentEdit.File("a", "1"));
        ContentRepository repository = open();
        assertFails(ErrorCode.STORE_LOCKED, this::open);
        repository.close();

        assertThat(commitOf(open().latest())).isEqualTo(newest);
    }

    @Test
    void aFileInPlaceOfTheDirectoryIsUnusable() throws IOException {
        Files.writeString(temp.resolve("file"), "no directory");

        assertFails(ErrorCode.STORE_UNUSABLE, () -> open(fixture.source(), "file"));
    }

    @Test
    void aClosedRepositoryRefusesEveryCall() {
        CommitId newest = commit("First", new ContentEdit.File("a", "1"));
        ContentRepository repository = open();
        repository.latest();
        repository.close();
        repository.close();

        assertFails(ErrorCode.CLOSED, repository::latest);
        assertFails(ErrorCode.CLOSED, () -> repository.at(newest));
        assertFails(ErrorCode.CLOSED, repository::reader);
    }

    @Test
    void aSourceWithoutACommitIsRevisionNotFoundUntilThereIsOne() {
        ContentRepository repository = open();
        assertFails(ErrorCode.REVISION_NOT_FOUND, repository::latest);
        CommitId first = commit("First", new ContentEdit.File("a", "1"));

        assertThat(commitOf(repository.latest())).isEqualTo(first);
    }

    @Test
    void aMissingReferenceIsRevisionNotFound() {
        assumeTrue(suite.canMissReferences(), "the source has no references");
        commit("First", new ContentEdit.File("a", "1"));
        ContentRepository repository = open(fixture.sourceOfMissingReference(), "repository");

        assertFails(ErrorCode.REVISION_NOT_FOUND, repository::latest);
    }

    @Test
    void openingDoesNotContactTheSource() {
        assumeTrue(suite.canCut(), "the fixture cannot cut the source");
        CommitId newest = commit("First", new ContentEdit.File("a", "1"));
        fixture.cut();
        ContentRepository repository = open();
        assertFails(ErrorCode.SOURCE_UNREACHABLE, repository::latest);
        assertFails(ErrorCode.SOURCE_UNREACHABLE, () -> repository.at(newest));
        fixture.restore();

        assertThat(commitOf(repository.latest())).isEqualTo(newest);
    }

    @Test
    void whatIsCloseNeedsNoSource() {
        assumeTrue(suite.canCut(), "the fixture cannot cut the source");
        CommitId first = commit("First", new ContentEdit.File("a", "1"));
        ContentRepository repository = open();
        Revision revision = repository.latest();
        fixture.cut();

        assertThat(repository.at(first)).isEqualTo(revision);
        assertThat(site(repository, revision)).isEqualTo(Map.of("a", "file 1"));
    }

    @Test
    void whatIsCloseSurvivesClosing() {
        assumeTrue(suite.canCut(), "the fixture cannot cut the source");
        CommitId first = commit("First", new ContentEdit.File("a", "1"));
        try (ContentRepository repository = open()) {
            repository.latest();
        }
        fixture.cut();
        ContentRepository again = open();

        assertThat(site(again, again.at(first))).isEqualTo(Map.of("a", "file 1"));
        fixture.restore();
        CommitId second = commit("Second", new ContentEdit.File("a", "2"));
        assertThat(commitOf(again.latest())).isEqualTo(second);
    }
}
