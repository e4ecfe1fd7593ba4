package io.cdntopology.embedded;

import io.cdntopology.release.CommitId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A commit that is not made yet: edits, and no message. Immutable; may be used from several threads. */
public final class ContentDraft {
    private final ContentOrigin origin;
    private final List<WorkingTree.Edit> edits;

    ContentDraft(ContentOrigin origin, List<WorkingTree.Edit> edits) {
        this.origin = origin;
        this.edits = edits;
    }

    /**
     * A draft with more edits.
     *
     * @param more is called at once
     * @throws io.cdntopology.failure.CdnException with {@code INVALID_ARGUMENT} if a path is none that a site may have
     */
    public ContentDraft edit(Consumer<ContentEdits> more) {
        ContentEdits added = new ContentEdits();
        more.accept(added);
        List<WorkingTree.Edit> all = new ArrayList<>(edits);
        all.addAll(added.all());
        return new ContentDraft(origin, List.copyOf(all));
    }

    /**
     * Makes the edits on top of the newest commit, whichever that is by now, and makes the result the newest one. May
     * be called again: the same edits in another commit. Without edits the commit holds the same as the one before.
     *
     * @param message the first line is its summary; not blank
     * @throws io.cdntopology.failure.CdnException with {@code INVALID_ARGUMENT} if the message is blank, or something
     *     to delete is not there; nothing has changed then
     */
    public CommitId commit(String message) {
        return origin.commit(edits, message);
    }
}
