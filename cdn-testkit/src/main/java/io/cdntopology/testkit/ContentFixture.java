package io.cdntopology.testkit;

import io.cdntopology.release.CommitId;
import io.cdntopology.spi.ContentSource;
import java.util.List;

/**
 * A content source for one test, and power over its far side: one branch, empty at first.
 *
 * <p>Called by {@link ContentSourceContractTest}, from the thread of the test. What an implementation cannot do it
 * declares in the capability methods of the test.
 */
public interface ContentFixture extends AutoCloseable {
    /** The source, whose site is everything in its commits. */
    ContentSource source();

    /** The same source, whose site is a directory of its commits. */
    ContentSource sourceOfDirectory(String directory);

    /** The same source, with a reference that does not exist, also when there are commits. */
    ContentSource sourceOfMissingReference();

    /**
     * Makes a commit on top of the newest one.
     *
     * @param message its message, the first line of which is its summary
     * @param edits   what it changes, in order
     */
    CommitId commit(String message, List<ContentEdit> edits);

    /** Makes an older commit the newest one again, as a forced push does. */
    void reset(CommitId commit);

    /** Who commits, as {@code Name <address>}. */
    String author();

    /** Makes the far side unreachable until {@link #restore()}. */
    void cut();

    /** Ends what {@link #cut()} began. */
    void restore();

    /** Lets go of the far side, also while it is cut. */
    @Override
    void close();
}
