package io.cdntopology.store;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.release.EntryName;
import io.cdntopology.release.TreeEntry;
import io.cdntopology.release.TreeId;
import io.cdntopology.spi.ContentReader;
import io.cdntopology.topology.ContentLimits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Turns the trees of a source into those that are stored: names checked, links replaced by what they name, what may not
 * be served refused. Goes no further down than to trees that are known already, so its cost follows the change.
 *
 * <p>A tree is known, or the same as one elsewhere, only if nothing in it or below it is a link: what a link names
 * depends on what is around it.
 */
final class TreeResolver {
    /** So that a wholly unsuitable repository gives a report that a person reads. */
    private static final int MAX_PROBLEMS = 20;

    /** Linux takes 4,096, and the content root needs some of them. */
    private static final int MAX_PATH_BYTES = 3_072;

    private static final String DEPTH_FIX = "raise limits.maxDepth, or make the site flatter";

    private final ContentReader reader;
    private final KnownTrees known;
    private final ContentLimits limits;
    private final LinkResolver links;
    private final Consumer<PlannedTree> found;
    private final Map<TreeId, TreeStat> planned = new HashMap<>();

    /** Directories that are not stored as they are, as there are links in them or below. */
    private final Map<String, Stored> changed = new HashMap<>();

    private final Set<String> unfinished = new HashSet<>();
    private final List<Problem> problems = new ArrayList<>();
    private long seen;

    /**
     * @param found is told of each tree that is not stored yet, after those below it; of none any more once there is a
     *     problem
     */
    TreeResolver(ContentReader reader, KnownTrees known, ContentLimits limits, Consumer<PlannedTree> found) {
        this.reader = reader;
        this.known = known;
        this.limits = limits;
        this.found = found;
        this.links = new LinkResolver(reader);
    }

    /** The trees that need not be looked at again, and where those of the live release are. */
    interface KnownTrees {
        /** What is known of a tree; empty if it has to be looked at. */
        Optional<TreeStat> stat(TreeId tree) throws IOException;

        /** The root of the live release, if there is one. */
        Optional<PlannedTree.Previous> previousRoot() throws IOException;

        /** The directory of this name in a tree of the live release, if there is one. */
        Optional<PlannedTree.Previous> previousChild(PlannedTree.Previous parent, String name) throws IOException;
    }

    /** Looks for the directory that a directory was before; asked only if it has to be written. */
    private interface Before {
        Optional<PlannedTree.Previous> find() throws IOException;
    }

    /** What a directory of the source becomes. */
    private record Stored(TreeId id, TreeStat stat) {}

    /**
     * Resolves a site.
     *
     * @return the id under which its root is stored
     * @throws CdnException with {@code CONTENT_REFUSED} or {@code CONTENT_TOO_LARGE}, naming up to 20 problems
     */
    TreeId resolve(TreeId root) throws IOException {
        Stored site = directory(SourceDirectory.root(root), known::previousRoot, 1);
        if (problems.isEmpty() && site.stat().files() == 0 && !limits.allowEmpty()) {
            refuse(
                    "/",
                    "the site has no file",
                    "push a commit with content, or allow this with limits.withEmptyAllowed()");
        }
        if (!problems.isEmpty()) {
            throw CdnException.of(ErrorCode.CONTENT_REFUSED, "Checking the content", problems);
        }
        checkSize(site.stat());
        return site.id();
    }

    private void checkSize(TreeStat site) {
        if (site.height() >= limits.maxDepth()) {
            throw tooLarge(
                    "directories are nested " + (site.height() + 1) + " deep, the limit is " + limits.maxDepth(),
                    DEPTH_FIX);
        }
        if (site.entries() > limits.maxFiles()) {
            throw tooManyFiles();
        }
        if (site.pathBytes() > MAX_PATH_BYTES) {
            throw tooLarge(
                    "a path in it has " + site.pathBytes() + " bytes, servers take " + MAX_PATH_BYTES,
                    "give shorter names, or make the site flatter");
        }
    }

    private CdnException tooManyFiles() {
        return tooLarge(
                "the site has more than " + limits.maxFiles() + " files and directories",
                "raise limits.maxFiles, or serve a smaller directory");
    }

    private static CdnException tooLarge(String why, String fix) {
        return CdnException.of(ErrorCode.CONTENT_TOO_LARGE, "Checking the content", new Problem("/", why, fix));
    }

    private Stored directory(SourceDirectory source, Before before, int depth) throws IOException {
        Optional<TreeStat> stat = known.stat(source.tree());
        if (stat.isPresent()) {
            return new Stored(source.tree(), stat.get());
        }
        TreeStat same = planned.get(source.tree());
        if (same != null) {
            return new Stored(source.tree(), same);
        }
        Stored done = changed.get(source.path());
        if (done != null) {
            return done;
        }
        if (depth > limits.maxDepth()) {
            throw tooLarge(
                    "directories are nested more than " + limits.maxDepth() + " deep at '"
                            + EntryName.printable(source.path()) + "'",
                    DEPTH_FIX);
        }
        unfinished.add(source.path());
        Stored stored = resolveEntries(source, before.find(), depth);
        unfinished.remove(source.path());
        if (!stored.id().equals(source.tree())) {
            changed.put(source.path(), stored);
        }
        return stored;
    }

    private Stored resolveEntries(SourceDirectory source, Optional<PlannedTree.Previous> previous, int depth)
            throws IOException {
        List<TreeEntry> entries = new ArrayList<>();
        Set<String> names = new HashSet<>();
        TreeStat stat = TreeStat.EMPTY;
        for (TreeEntry entry : reader.tree(source.tree())) {
            if (++seen > limits.maxFiles()) {
                throw tooManyFiles();
            }
            if (problems.size() >= MAX_PROBLEMS || !isNameUsable(source, entry.name(), names)) {
                continue;
            }
            if (entry instanceof TreeEntry.File) {
                entries.add(entry);
                stat = stat.withFile(entry.name());
            } else if (entry instanceof TreeEntry.Directory child) {
                Stored stored = directory(source.child(child), () -> previousChild(previous, child.name()), depth + 1);
                entries.add(new TreeEntry.Directory(child.name(), stored.id()));
                stat = stat.withDirectory(child.name(), stored.stat());
            } else if (entry instanceof TreeEntry.Link link) {
                stat = addTarget(source, link, depth, entries, stat);
            } else if (entry instanceof TreeEntry.Unsupported unsupported) {
                refuseUnsupported(source, unsupported);
            }
        }
        return plan(source, new TreeManifest(stat, entries), previous);
    }

    private TreeStat addTarget(
            SourceDirectory source, TreeEntry.Link link, int depth, List<TreeEntry> entries, TreeStat stat)
            throws IOException {
        try {
            LinkResolver.Target target = links.resolve(source, link).orElse(null);
            if (target instanceof LinkResolver.Target.ToFile file) {
                entries.add(new TreeEntry.File(
                        link.name(), file.file().blob(), file.file().permission()));
                return stat.withFile(link.name());
            }
            if (target instanceof LinkResolver.Target.ToDirectory directory) {
                if (unfinished.contains(directory.directory().path())) {
                    throw new LinkResolver.RefusedLinkException("the link names a directory that it is in itself");
                }
                Stored stored = directory(directory.directory(), Optional::empty, depth + 1);
                entries.add(new TreeEntry.Directory(link.name(), stored.id()));
                return stat.withDirectory(link.name(), stored.stat());
            }
        } catch (LinkResolver.RefusedLinkException e) {
            refuse(source.pathOf(link.name()), e.why(), "replace it by a link within the site, or by a file");
        }
        return stat;
    }

    private Stored plan(SourceDirectory source, TreeManifest manifest, Optional<PlannedTree.Previous> previous)
            throws IOException {
        TreeId id = manifest.id();
        Stored stored = new Stored(id, manifest.stat());
        if (known.stat(id).isEmpty() && !planned.containsKey(id)) {
            Optional<List<TreeEntry>> resolved =
                    id.equals(source.tree()) ? Optional.empty() : Optional.of(manifest.entries());
            planned.put(id, manifest.stat());
            if (problems.isEmpty()) {
                found.accept(new PlannedTree(source.path(), id, manifest.stat(), resolved, previous));
            }
        }
        return stored;
    }

    private Optional<PlannedTree.Previous> previousChild(Optional<PlannedTree.Previous> parent, String name)
            throws IOException {
        return parent.isEmpty() ? Optional.empty() : known.previousChild(parent.get(), name);
    }

    private boolean isNameUsable(SourceDirectory source, String name, Set<String> names) {
        String path = source.pathOf(name);
        Optional<Problem> problem = EntryName.problem(path, name);
        problem.ifPresent(problems::add);
        if (problem.isEmpty() && !names.add(name)) {
            refuse(path, "the directory has two entries of this name", "write the directory anew with git");
            return false;
        }
        return problem.isEmpty();
    }

    private void refuseUnsupported(SourceDirectory source, TreeEntry.Unsupported entry) {
        String path = source.pathOf(entry.name());
        if (entry.isSubmodule()) {
            refuse(
                    path,
                    "it is a submodule, whose content is in another repository",
                    "copy the content in, or serve a directory without it");
        } else {
            refuse(path, "it has the mode " + Integer.toOctalString(entry.mode()), "make it a file or a directory");
        }
    }

    private void refuse(String path, String why, String fix) {
        problems.add(new Problem(EntryName.printable(path), why, fix));
    }
}
