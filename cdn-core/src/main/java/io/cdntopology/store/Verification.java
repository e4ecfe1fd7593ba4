package io.cdntopology.store;

import io.cdntopology.release.Release;
import io.cdntopology.release.TreeId;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Finds what a power loss has taken and puts it out of service, so that the next synchronization writes it anew: there
 * is no sync to disk per file, a hundred thousand of them would take minutes.
 */
final class Verification {
    private final StoreLayout layout;
    private final TreeIndex index;
    private final int threads;

    Verification(StoreLayout layout, TreeIndex index, int threads) {
        this.layout = layout;
        this.index = index;
        this.threads = threads;
    }

    /**
     * Verifies all that the store holds.
     *
     * @return how many trees were taken out of service
     */
    int run(Path bin) throws IOException {
        StoredTrees trees = new StoredTrees(index);
        Set<TreeId> broken = trees.leadingTo(damaged());
        List<Path> lost = new ArrayList<>();
        for (Path release : StoreFiles.list(layout.releases())) {
            if (!isWhole(release, broken)) {
                lost.add(release);
            }
        }
        if (isPointerLost(lost)) {
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

    private boolean isPointerLost(Collection<Path> lost) throws IOException {
        try {
            Path target = layout.root()
                    .resolve(Files.readSymbolicLink(layout.pointer()))
                    .normalize();
            return lost.contains(target) || !Files.isDirectory(target);
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
        ExecutorService executor = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "cdn-verify");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<Set<TreeId>>> parts = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int first = i;
                parts.add(executor.submit(() -> damaged(all, first)));
            }
            Set<TreeId> damaged = new HashSet<>();
            for (Future<Set<TreeId>> part : parts) {
                damaged.addAll(part.get());
            }
            return damaged;
        } catch (ExecutionException e) {
            throw new IOException("the verification itself failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClosedByInterruptException();
        } finally {
            executor.shutdownNow();
        }
    }

    private Set<TreeId> damaged(List<TreeId> all, int first) {
        TreeVerifier verifier = new TreeVerifier(layout);
        Set<TreeId> damaged = new HashSet<>();
        for (int i = first; i < all.size(); i += threads) {
            if (!verifier.isIntact(all.get(i))) {
                damaged.add(all.get(i));
            }
        }
        return damaged;
    }
}
