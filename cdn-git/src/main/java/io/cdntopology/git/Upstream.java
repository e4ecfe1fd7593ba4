package io.cdntopology.git;

import java.io.IOException;
import java.util.function.Consumer;
import org.eclipse.jgit.lib.ObjectId;

/**
 * The far side of a repository. Called by one thread at a time.
 *
 * <p>The first two return when the whole tree of the commit is in the private repository; the caller then says so there.
 * They throw {@link io.cdntopology.failure.CdnException} with {@code REVISION_NOT_FOUND} or what JGit throws.
 */
interface Upstream extends AutoCloseable {
    /**
     * Brings the commit that a reference names now, and the annotated tag by which it does, if that is one.
     *
     * @param coming hears which one that is before it is brought, unless it is complete here; returns at once
     */
    Brought bring(GitReference.Named reference, PrivateRepository here, Deadline deadline, Consumer<ObjectId> coming)
            throws IOException;

    /**
     * Brings a commit that is not complete here.
     *
     * @param context what the source follows, where the commit is likely to be found
     */
    void bring(ObjectId commit, GitReference context, PrivateRepository here, Deadline deadline) throws IOException;

    /** Brings the annotated tags that may be the reference and name a commit, which is complete here. */
    Brought bringTags(GitReference.Named reference, ObjectId commit, PrivateRepository here, Deadline deadline)
            throws IOException;

    /** Gives up what is kept between two calls. */
    @Override
    void close();
}
