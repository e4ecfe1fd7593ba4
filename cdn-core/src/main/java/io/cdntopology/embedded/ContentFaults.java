package io.cdntopology.embedded;

import io.cdntopology.release.BlobId;
import io.cdntopology.release.TreeId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What can go wrong with an {@link InMemoryContent}, on demand: for tests of what depends on one.
 *
 * <p>All methods return at once, may be called from several threads, and hit every repository opened from the source.
 */
public final class ContentFaults {
    private final ContentOrigin origin;
    private final Map<String, Damage> damages = new ConcurrentHashMap<>();
    private volatile Network network = Network.UP;

    private enum Network {
        UP,
        CUT
    }

    /** How an object is not what it should be. */
    enum Damage {
        /** It is not there. */
        REMOVED,
        /** Some of its bytes are there, the rest is not. */
        BROKEN_OFF
    }

    ContentFaults(ContentOrigin origin) {
        this.origin = origin;
    }

    /**
     * Makes the source unreachable until {@link #restore()}: what has to ask it fails with {@code SOURCE_UNREACHABLE};
     * commits that are close can still be read. Idempotent.
     */
    public void cut() {
        network = Network.CUT;
    }

    /** Ends what {@link #cut()} began. Idempotent. */
    public void restore() {
        network = Network.UP;
    }

    /**
     * Deletes the branch, until the next commit or {@link InMemoryContent#reset}: asking for the newest commit fails
     * with {@code REVISION_NOT_FOUND}. Commits of before can still be had by their ids. Idempotent.
     */
    public void deleteBranch() {
        origin.deleteBranch();
    }

    /** Removes a blob until {@link #repair()}: asking for it fails with {@code SOURCE_DAMAGED}. */
    public void remove(BlobId blob) {
        damages.put(blob.value(), Damage.REMOVED);
    }

    /** Damages a blob until {@link #repair()}: the first half of it is read, then {@code SOURCE_DAMAGED} is thrown. */
    public void damage(BlobId blob) {
        damages.put(blob.value(), Damage.BROKEN_OFF);
    }

    /** Removes a tree until {@link #repair()}: asking for it fails with {@code SOURCE_DAMAGED}. */
    public void remove(TreeId tree) {
        damages.put(tree.value(), Damage.REMOVED);
    }

    /** Undoes every {@code damage} and {@code remove}. */
    public void repair() {
        damages.clear();
    }

    boolean isCut() {
        return network == Network.CUT;
    }

    @Nullable
    Damage damage(String id) {
        return damages.get(id);
    }
}
