package io.cdntopology.git;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/**
 * The bare repository that commits are brought into, and the record of those that are complete in it.
 *
 * <p>Thread-safe; {@link #complete()} and {@link #sites()} are used by whoever has the turn.
 */
final class PrivateRepository implements AutoCloseable {
    private static final String SECTION = "cdn";
    private static final String GAPS = "gapsInHistory";

    private final Path directory;
    private final Repository repository;
    private final CompleteCommits complete;
    private final DerivedSites sites;
    private int readers;
    private volatile boolean damaged;
    private volatile boolean closed;

    private PrivateRepository(Path directory, Repository repository) throws IOException {
        this.directory = directory;
        this.repository = repository;
        this.complete = CompleteCommits.read(repository);
        this.sites = DerivedSites.read(repository);
    }

    /** Creates an empty one; the directory does not exist. */
    static void create(Path directory) throws IOException {
        try (Repository repository = new FileRepositoryBuilder()
                .setGitDir(directory.toFile())
                .setBare()
                .build()) {
            repository.create(true);
            StoredConfig config = repository.getConfig();
            config.setInt(ConfigConstants.CONFIG_GC_SECTION, null, ConfigConstants.CONFIG_KEY_AUTO, 0);
            config.save();
        }
    }

    /**
     * Opens one that exists.
     *
     * @throws IOException if it cannot be read
     */
    static PrivateRepository open(Path directory) throws IOException {
        if (!Files.isDirectory(directory.resolve("objects"))) {
            throw new IOException(directory + " is no git repository");
        }
        Repository repository = new FileRepositoryBuilder()
                .setGitDir(directory.toFile())
                .setBare()
                .setMustExist(true)
                .build();
        boolean opened = false;
        try {
            PrivateRepository result = new PrivateRepository(directory, repository);
            opened = true;
            return result;
        } finally {
            if (!opened) {
                repository.close();
            }
        }
    }

    Path directory() {
        return directory;
    }

    Path packs() {
        return directory.resolve("objects").resolve("pack");
    }

    /** JGit's own. Who uses it longer than a call takes {@link #reader}, or opens and closes it. */
    Repository jgit() {
        return repository;
    }

    /** Whether an object is here. */
    boolean has(ObjectId id) throws IOException {
        return repository.getObjectDatabase().has(id);
    }

    CompleteCommits complete() {
        return complete;
    }

    DerivedSites sites() {
        return sites;
    }

    /** All that is needed: the complete commits, and what was made of them; the newest comes last. */
    List<Kept> kept() {
        return complete.all().stream()
                .map(commit -> new Kept(commit, sites.treesOf(commit)))
                .toList();
    }

    /**
     * A commit that is needed.
     *
     * @param commit the commit
     * @param made   trees that were made of it
     */
    record Kept(ObjectId commit, List<ObjectId> made) {}

    /**
     * Says that commits may be complete here without those before them. Written once only: a file that is replaced for
     * each commit, as git's own list of such commits is, would cost more than all the rest.
     */
    void expectGapsInHistory() throws IOException {
        setGapsInHistory(true);
    }

    /** Tells git's protocol, which follows parents, that the complete commits have none here. */
    void closeGapsInHistory() throws IOException {
        if (hasGapsInHistory()) {
            repository.getObjectDatabase().setShallowCommits(new HashSet<>(complete.all()));
            setGapsInHistory(false);
        }
    }

    private boolean hasGapsInHistory() {
        return repository.getConfig().getBoolean(SECTION, GAPS, false);
    }

    private void setGapsInHistory(boolean gaps) throws IOException {
        if (hasGapsInHistory() != gaps) {
            StoredConfig config = repository.getConfig();
            config.setBoolean(SECTION, null, GAPS, gaps);
            config.save();
        }
    }

    /** A reader that may stay open for long; given back with {@link #release}. */
    synchronized ObjectReader reader() {
        readers++;
        repository.incrementOpen();
        return repository.newObjectReader();
    }

    synchronized void release(ObjectReader reader) {
        reader.close();
        repository.close();
        readers--;
        notifyAll();
    }

    /** Waits until nobody reads, or it is closed. */
    synchronized void awaitIdle() throws IOException {
        while (readers > 0 && !closed) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while it was read");
            }
        }
    }

    /** Something that removes files. */
    interface Removal {
        void run() throws IOException;
    }

    /** Removes files, unless somebody reads; nobody begins to meanwhile. */
    synchronized void whileIdle(Removal removal) throws IOException {
        if (readers == 0) {
            removal.run();
        }
    }

    /** Says that an object of a complete commit could not be read. */
    void reportDamage() {
        damaged = true;
    }

    boolean isDamaged() {
        return damaged;
    }

    /** Whether another one may be in its place by now. */
    boolean isClosed() {
        return closed;
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
        repository.close();
    }
}
