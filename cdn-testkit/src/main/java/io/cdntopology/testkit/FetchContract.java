package io.cdntopology.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cdntopology.failure.ErrorCode;
import io.cdntopology.release.CommitId;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.spi.Revision;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What {@link ContentRepository#latest} and {@link ContentRepository#at} promise. */
abstract class FetchContract extends ContentContract {
    private static final CommitId UNKNOWN = new CommitId("0123456789abcdef0123456789abcdef01234567");

    FetchContract(ContentSourceContractTest suite) {
        super(suite);
    }

    @Test
    void latestIsTheNewestCommitWithAllThatItHolds() {
        commit("First", new ContentEdit.File("index.html", "old"));
        CommitId newest = commit(
                "Second",
                new ContentEdit.File("index.html", "new"),
                new ContentEdit.File("a/b/c.txt", "deep"),
                new ContentEdit.Executable("run.sh", "#!/bin/sh\n"),
                new ContentEdit.Link("latest", "a/b"));
        ContentRepository repository = open();
        Revision revision = repository.latest();

        assertThat(commitOf(revision)).isEqualTo(newest);
        assertThat(site(repository, revision))
                .isEqualTo(Map.of(
                        "index.html", "file new",
                        "a/b/c.txt", "file deep",
                        "run.sh", "executable #!/bin/sh\n",
                        "latest", "link a/b"));
    }

    @Test
    void aRevisionTellsWhoCommittedWhatAndWhen() {
        Instant before = Instant.now();
        commit("The summary\n\nThe rest.", new ContentEdit.File("a", "x"));
        Revision revision = open().latest();

        assertThat(revision.summary()).isEqualTo("The summary");
        assertThat(revision.author()).isEqualTo(fixture.author());
        assertThat(revision.committedAt())
                .isBetween(before.minus(Duration.ofMinutes(1)), Instant.now().plus(Duration.ofMinutes(1)));
    }

    @Test
    void latestFollowsTheBranch() {
        CommitId first = commit("First", new ContentEdit.File("a", "1"), new ContentEdit.File("b/c", "1"));
        ContentRepository repository = open();
        assertThat(commitOf(repository.latest())).isEqualTo(first);
        CommitId second = commit("Second", new ContentEdit.File("a", "2"), new ContentEdit.Delete("b"));
        Revision revision = repository.latest();

        assertThat(commitOf(revision)).isEqualTo(second);
        assertThat(site(repository, revision)).isEqualTo(Map.of("a", "file 2"));
    }

    @Test
    void latestFollowsAForcedPush() {
        CommitId first = commit("First", new ContentEdit.File("a", "1"));
        commit("Second", new ContentEdit.File("a", "2"));
        ContentRepository repository = open();
        repository.latest();
        fixture.reset(first);
        assertThat(commitOf(repository.latest())).isEqualTo(first);
        CommitId other = commit("Another second", new ContentEdit.File("a", "3"));

        Revision revision = repository.latest();
        assertThat(commitOf(revision)).isEqualTo(other);
        assertThat(site(repository, revision)).isEqualTo(Map.of("a", "file 3"));
    }

    @Test
    void anUnchangedSourceGivesTheSameRevisionAgain() {
        commit("First", new ContentEdit.File("a", "1"));
        ContentRepository repository = open();

        assertThat(repository.latest()).isEqualTo(repository.latest());
    }

    @Test
    void latestTellsOnceWhichCommitItBringsClose() {
        assumeTrue(suite.canTellWhatIsComing(), "the source does not tell");
        CommitId first = commit("First", new ContentEdit.File("a", "1"));
        ContentRepository repository = open();
        List<CommitId> told = new ArrayList<>();
        Set<Thread> threads = new HashSet<>();
        Consumer<CommitId> coming = commit -> {
            told.add(commit);
            threads.add(Thread.currentThread());
        };

        assertThat(commitOf(repository.latest(coming))).isEqualTo(first);
        repository.latest(coming);
        CommitId second = commit("Second", new ContentEdit.File("a", "2"));
        repository.latest(coming);

        assertThat(told).containsExactly(first, second);
        assertThat(threads).containsExactly(Thread.currentThread());
    }

    @Test
    void latestGivesUpIfTellingWhatIsComingFails() {
        assumeTrue(suite.canTellWhatIsComing(), "the source does not tell");
        CommitId first = commit("First", new ContentEdit.File("a", "1"));
        ContentRepository repository = open();

        assertThatThrownBy(() -> repository.latest(commit -> {
                    throw new IllegalStateException("on purpose");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("on purpose");
        assertThat(commitOf(repository.latest())).isEqualTo(first);
    }

    @Test
    void directoriesThatDidNotChangeKeepTheirIds() {
        commit("First", new ContentEdit.File("a/x", "1"), new ContentEdit.File("b/y", "1"));
        ContentRepository repository = open();
        Revision first = repository.latest();
        commit("Second", new ContentEdit.File("a/x", "2"));
        Revision second = repository.latest();
        commit("Third", new ContentEdit.File("a/x", "1"));

        assertThat(second.release().tree()).isNotEqualTo(first.release().tree());
        assertThat(repository.latest().release().tree())
                .isEqualTo(first.release().tree());
    }

    @Test
    void atGivesTheSameAsLatestGave() {
        CommitId first = commit("First", new ContentEdit.File("a", "1"));
        ContentRepository repository = open();
        Revision latest = repository.latest();
        commit("Second", new ContentEdit.File("a", "2"));
        repository.latest();

        assertThat(repository.at(first)).isEqualTo(latest);
        assertThat(site(repository, latest)).isEqualTo(Map.of("a", "file 1"));
    }

    @Test
    void atBringsAnOlderCommitClose() {
        assumeTrue(suite.canGiveOlderCommits(), "the source gives no older commits");
        CommitId first = commit("First", new ContentEdit.File("a", "1"));
        commit("Second", new ContentEdit.File("a", "2"));
        commit("Third", new ContentEdit.File("a", "3"));
        ContentRepository repository = open();
        repository.latest();
        Revision revision = repository.at(first);

        assertThat(commitOf(revision)).isEqualTo(first);
        assertThat(revision.summary()).isEqualTo("First");
        assertThat(site(repository, revision)).isEqualTo(Map.of("a", "file 1"));
    }

    @Test
    void atNeedsNoLatestBefore() {
        CommitId first = commit("First", new ContentEdit.File("a", "1"));
        ContentRepository repository = open();

        assertThat(site(repository, repository.at(first))).isEqualTo(Map.of("a", "file 1"));
    }

    @Test
    void atAnUnknownCommitIsRevisionNotFound() {
        commit("First", new ContentEdit.File("a", "1"));
        ContentRepository repository = open();

        assertFails(ErrorCode.REVISION_NOT_FOUND, () -> repository.at(UNKNOWN));
        repository.latest();
        assertFails(ErrorCode.REVISION_NOT_FOUND, () -> repository.at(UNKNOWN));
    }

    @Test
    void theSiteCanBeADirectoryOfTheCommit() {
        commit("First", new ContentEdit.File("public/site/a", "1"), new ContentEdit.File("secret", "x"));
        ContentRepository repository = open(fixture.sourceOfDirectory("public/site"), "repository");

        assertThat(site(repository, repository.latest())).isEqualTo(Map.of("a", "file 1"));
    }

    @Test
    void aDirectoryThatIsNoneIsDirectoryNotFound() {
        commit("First", new ContentEdit.File("a", "1"));
        ContentRepository missing = open(fixture.sourceOfDirectory("public"), "missing");
        ContentRepository file = open(fixture.sourceOfDirectory("a"), "file");

        assertFails(ErrorCode.DIRECTORY_NOT_FOUND, missing::latest);
        assertFails(ErrorCode.DIRECTORY_NOT_FOUND, file::latest);
        commit("Second", new ContentEdit.File("public/b", "1"));
        assertThat(site(missing, missing.latest())).isEqualTo(Map.of("b", "file 1"));
    }

    @Test
    void severalThreadsMayAskAtOnce() throws Exception {
        CommitId first = commit("First", new ContentEdit.File("a", "1"));
        CommitId newest = commit("Second", new ContentEdit.File("a", "2"));
        ContentRepository repository = open();
        repository.at(first);
        List<Callable<CommitId>> tasks = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            tasks.add(() -> commitOf(repository.latest()));
            tasks.add(() -> commitOf(repository.at(newest)));
        }
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            for (Future<CommitId> answer : threads.invokeAll(tasks)) {
                assertThat(answer.get()).isEqualTo(newest);
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
