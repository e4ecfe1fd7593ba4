package io.cdntopology.store;

import io.cdntopology.release.Release;
import io.cdntopology.release.TreeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Finds what a power loss has taken and puts it out of service, so that the next synchronization writes it anew: there
 * is no sync to disk per file, a hundred thousand of them would take minutes.
 */
final class Verification {
    private final StoreLayout layout;
    private final TreeIndex index;
    private final StoredTrees trees;
    private final int threads;

    Verification(StoreLayout layout, TreeIndex index, StoredTrees trees, int threads) {
        this.layout = layout;
        this.index = index;
        this.trees = trees;
        this.threads = threads;
    }

    /**
     * Verifies all that the store holds.
     *
     * @return how many trees were taken out of service
     */
    int run(Path bin) throws IOException {
        Set<TreeId> broken = trees.leadingTo(damaged());
        List<Path> releases = StoreFiles.list(layout.releases());
        List<Path> lost =
                releases.stream().filter(release -> !isWhole(release, broken)).toList();
        releases.removeAll(lost);
        if (isPointerLost(releases)) {
            Files.deleteIfExists(layout.pointer());
            StoreFiles.sync(layout.root());
        }
        Trash trash = new Trash(layout, index, bin);
        for (Path release : lost) {
            trash.throwRelease(release);
        }
        trash.throwTrees(trees.highestFirst(broken));
        trash.empty();
        return broken.size();
    }

    private boolean isPointerLost(Collection<Path> whole) throws IOException {
        try {
            return !whole.contains(layout.root().resolve(Files.readSymbolicLink(layout.pointer())));
        } catch (NotLinkException e) {
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private boolean isWhole(Path directory, Set<TreeId> broken) {
        try {
            Release release = LiveRelease.release(directory.getFileName().toString());
            TreeId site = ReleaseDirectory.site(directory);
            return index.contains(site)
                    && !broken.contains(site)
                    && Files.readString(directory.resolve("release.json")).equals(ReleaseDirectory.json(release));
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    private Set<TreeId> damaged() throws IOException {
        List<TreeId> all = List.copyOf(index.ids());
        Set<TreeId> damaged = ConcurrentHashMap.newKeySet();
        AtomicInteger next = new AtomicInteger();
        new Crew("cdn-verify", threads).run(() -> {
            TreeVerifier verifier = new TreeVerifier(layout);
            for (int i = next.getAndIncrement(); i < all.size(); i = next.getAndIncrement()) {
                if (!verifier.isIntact(all.get(i))) {
                    damaged.add(all.get(i));
                }
            }
        });
        return damaged;
    }
}
