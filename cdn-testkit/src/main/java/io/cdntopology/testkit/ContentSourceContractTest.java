package io.cdntopology.testkit;

import org.junit.jupiter.api.Nested;

/**
 * What a {@link io.cdntopology.spi.ContentSource} promises. An implementation extends this class, and passes.
 *
 * <pre>{@code
 * class MyContentSourceContractTest extends ContentSourceContractTest {
 *     @Override
 *     protected ContentFixture open() {
 *         return new MyFixture();
 *     }
 * }
 * }</pre>
 *
 * <p>The capability methods say what the source and its fixture can do; all of them default to true, so that a gap is
 * declared.
 */
public abstract class ContentSourceContractTest {
    /** For subclasses. */
    protected ContentSourceContractTest() {}

    /** A source that can be reached. Called before each test, which closes it. */
    protected abstract ContentFixture open();

    /** Whether {@link ContentFixture#cut()} and {@link ContentFixture#restore()} work; default true. */
    protected boolean canCut() {
        return true;
    }

    /** Whether {@link ContentFixture#sourceOfMissingReference()} works; default true. */
    protected boolean canMissReferences() {
        return true;
    }

    /** Whether the source gives older commits that were not the newest when it was asked; default true. */
    protected boolean canGiveOlderCommits() {
        return true;
    }

    /** Whether the source tells which commit it brings close before it has done so; default true. */
    protected boolean canTellWhatIsComing() {
        return true;
    }

    /** What commits are fetched, and when. */
    @Nested
    class Fetching extends FetchContract {
        Fetching() {
            super(ContentSourceContractTest.this);
        }
    }

    /** What is read of them. */
    @Nested
    class Reading extends ReaderContract {
        Reading() {
            super(ContentSourceContractTest.this);
        }
    }

    /** How a repository is opened and closed, and how it fails. */
    @Nested
    class Lifecycle extends RepositoryLifecycleContract {
        Lifecycle() {
            super(ContentSourceContractTest.this);
        }
    }
}
