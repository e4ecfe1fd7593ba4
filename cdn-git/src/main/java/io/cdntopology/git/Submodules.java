package io.cdntopology.git;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.release.CommitId;
import io.cdntopology.release.EntryName;
import io.cdntopology.spi.DirectoryTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectId;

/**
 * The submodules of a repository. Each of their repositories is a source of its own, with a private repository below that of
 * the one that they are a part of, which gets a copy of the trees that it needs.
 */
final class Submodules implements AutoCloseable {
    /** In a repository and in its submodules, all together. */
    static final int MAX = 50;

    /** How often a submodule may be one of a submodule. */
    static final int MAX_LEVELS = 4;

    private final GitLocation location;
    private final GitOptions options;
    private final Path directory;
    private final Map<String, GitRepository> opened = new HashMap<>();
    private boolean closed;

    /**
     * @param location  of the repository that they are a part of
     * @param options   of it
     * @param directory what their private repositories are in
     */
    Submodules(GitLocation location, GitOptions options, Path directory) {
        this.location = location;
        this.options = options;
        this.directory = directory;
    }

    /**
     * A tree with those of submodules in it.
     *
     * @param tree  the tree
     * @param count how many were put into it, those of submodules too
     */
    record Filled(ObjectId tree, int count) {}

    /**
     * Puts their trees into the tree of a commit.
     *
     * @param before   what was made of another commit
     * @param isNeeded whether something at a path is a part of the site
     * @throws CdnException with {@code CONTENT_REFUSED}, and whatever their sources throw
     */
    Filled fill(SiteTarget target, ObjectId tree, Optional<ObjectId> before, Predicate<String> isNeeded)
            throws IOException {
        TreeEdit edit = new TreeEdit();
        Set<String> used = new HashSet<>();
        int count = 0;
        for (GitModule module : GitModule.of(target.reader(), tree, location.text())) {
            Optional<ObjectId> commit = module.commit(target.reader(), tree);
            if (commit.isPresent() && isNeeded.test(module.path())) {
                requireLevel(module);
                GitLocation its = module.location(location);
                used.add(key(its));
                Filled filled = bring(target, module, its, commit.get(), before);
                edit.put(module.path(), TreeBytes.DIRECTORY, filled.tree());
                count = requireFew(count + 1 + filled.count());
            }
        }
        if (edit.isEmpty()) {
            return new Filled(tree, 0);
        }
        closeOthers(used, target.deadline());
        ObjectId made =
                edit.apply(target.reader(), target.objects(), Optional.of(tree)).orElseThrow();
        target.objects().flush();
        return new Filled(made, count);
    }

    private void requireLevel(GitModule module) {
        if (options.site().submoduleLevels().orElse(0) == 0) {
            throw refused(
                    EntryName.printable(module.path()),
                    "it is a submodule of a submodule, more than " + MAX_LEVELS + " of which are nested",
                    "check whether one of them is a part of itself; leave it out with except(…), or make it flatter");
        }
    }

    private int requireFew(int count) {
        if (count > MAX) {
            throw refused(
                    location.text(),
                    "it has more than " + MAX + " submodules, those of submodules included",
                    "leave some out with only(…) or except(…)");
        }
        return count;
    }

    private static CdnException refused(String where, String why, String fix) {
        return CdnException.of(ErrorCode.CONTENT_REFUSED, "Bringing submodules", new Problem(where, why, fix));
    }

    private Filled bring(
            SiteTarget target, GitModule module, GitLocation its, ObjectId commit, Optional<ObjectId> before)
            throws IOException {
        Optional<ObjectId> known = before.isEmpty()
                ? Optional.empty()
                : TreeBytes.find(target.reader(), before.get(), module.path())
                        .filter(TreeBytes.Entry::isDirectory)
                        .map(TreeBytes.Entry::id);
        try {
            return repository(its, commit).copy(commit, target.here(), known, target.deadline());
        } catch (CdnException e) {
            Problem problem = e.problems().get(0);
            throw CdnException.of(
                    e.code(),
                    "Bringing the submodule '" + EntryName.printable(module.path()) + "' from "
                            + EntryName.printable(its.text()),
                    problem,
                    e);
        }
    }

    private synchronized GitRepository repository(GitLocation its, ObjectId commit) {
        if (closed) {
            throw CdnException.of(
                    ErrorCode.CLOSED,
                    "Bringing submodules",
                    new Problem(location.text(), "the repository is closed", "open it again"));
        }
        String key = key(its);
        GitRepository repository = opened.get(key);
        if (repository == null) {
            GitReference reference = new GitReference.Commit(new CommitId(commit.name()));
            repository = GitSource.of(its, options.forSubmodule(location, its, reference))
                    .repository(directory.resolve(key));
            opened.put(key, repository);
        }
        return repository;
    }

    private static String key(GitLocation location) {
        return ShortName.of(location.toString());
    }

    /** Gives up those that are not submodules any more; what was copied of them stays. */
    private synchronized void closeOthers(Set<String> used, Deadline deadline) throws IOException {
        if (deadline.isCancelled() || closed) {
            // Somebody else may have begun to use others.
            return;
        }
        for (Map.Entry<String, GitRepository> entry : List.copyOf(opened.entrySet())) {
            if (!used.contains(entry.getKey())) {
                entry.getValue().close();
                opened.remove(entry.getKey());
            }
        }
        try (Stream<Path> directories = Files.list(directory)) {
            for (Path found : directories.toList()) {
                if (!used.contains(found.getFileName().toString())) {
                    DirectoryTree.delete(found);
                }
            }
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        opened.values().forEach(GitRepository::close);
        opened.clear();
    }
}
