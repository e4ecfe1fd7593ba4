package io.cdntopology.git;

import io.cdntopology.failure.CdnException;
import io.cdntopology.release.CommitId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.RepositoryNotFoundException;
import org.eclipse.jgit.errors.StopWalkException;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevTag;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A repository in a directory of this machine, read as it is: there is no protocol, and no git has to be installed.
 *
 * <p>It may be repacked, or replaced by another one, between two calls.
 */
final class FileUpstream implements Upstream {
    private final Path path;

    /**
     * Kept, as opening it reads the index of its packs, which grows with the site. What an object is never changes, so one
     * that is found there is right, whatever has happened to the repository; one that is not is looked for in a new one.
     */
    private @Nullable Repository opened;

    FileUpstream(Path path) {
        this.path = path;
    }

    @Override
    public Brought bring(
            GitReference.Named reference, PrivateRepository here, Deadline deadline, Consumer<ObjectId> coming)
            throws IOException {
        return unlessDamaged(() -> reading(source -> {
            Ref ref = named(reference);
            ObjectId commit = References.commit(source, ref.getObjectId(), path.toString(), reference);
            if (!here.complete().contains(commit)) {
                coming.accept(commit);
                copy(source, commit, here, deadline);
            }
            return new Brought(commit, copyTags(source, List.of(ref), commit, here));
        }));
    }

    private static <T> T unlessDamaged(PrivateJGit.Work<T> work) throws IOException {
        try {
            return work.run();
        } catch (CdnException | PrivateDamage | StopWalkException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new SourceDamage(e);
        }
    }

    @Override
    public Brought bringTags(GitReference.Named reference, ObjectId commit, PrivateRepository here, Deadline deadline)
            throws IOException {
        return unlessDamaged(() ->
                reading(source -> new Brought(commit, copyTags(source, references(reference), commit, here))));
    }

    private List<Ref> references(GitReference.Named reference) throws IOException {
        try (Repository source = open()) {
            return referencesByPrefix(source, reference).stream()
                    .filter(ref -> reference.mayBe(ref.getName()))
                    .toList();
        }
    }

    /** Of some references the annotated tags that name a commit, and not by yet another tag. */
    private static Map<String, ObjectId> copyTags(
            Repository source, List<Ref> refs, ObjectId commit, PrivateRepository here) throws IOException {
        Map<String, ObjectId> tags = new HashMap<>();
        try (RevWalk walk = new RevWalk(source);
                ObjectInserter inserter = here.jgit().newObjectInserter()) {
            for (Ref ref : refs) {
                if (walk.parseAny(ref.getObjectId()) instanceof RevTag tag && commit.equals(tag.getObject())) {
                    tags.put(ref.getName(), copyTag(walk.getObjectReader().open(tag), inserter));
                }
            }
            inserter.flush();
        }
        return tags;
    }

    private static ObjectId copyTag(ObjectLoader tag, ObjectInserter inserter) throws IOException {
        try (InputStream in = tag.openStream()) {
            return inserter.insert(Constants.OBJ_TAG, tag.getSize(), in);
        }
    }

    @Override
    public void bring(ObjectId commit, GitReference context, PrivateRepository here, Deadline deadline)
            throws IOException {
        ObjectId unused = unlessDamaged(() -> {
            try {
                return reading(source -> {
                    copy(source, commit, here, deadline);
                    return commit;
                });
            } catch (MissingObjectException | IncorrectObjectTypeException e) {
                if (isCommit(commit)) {
                    throw e;
                }
                throw References.unknownCommit(path.toString(), new CommitId(commit.name()), e);
            }
        });
    }

    private interface Reading<T> {
        T from(Repository source) throws IOException;
    }

    private <T> T reading(Reading<T> reading) throws IOException {
        try (Repository source = objects()) {
            return reading.from(source);
        } catch (MissingObjectException e) {
            // It was replaced, or pruned after a forced push: the reference names something else by now.
            close();
            try (Repository source = objects()) {
                return reading.from(source);
            }
        }
    }

    /** Where objects are read from; the caller closes it. */
    private synchronized Repository objects() throws IOException {
        requireDirectory();
        Repository source = opened;
        if (source == null) {
            source = open();
            opened = source;
        }
        source.incrementOpen();
        return source;
    }

    private void copy(Repository source, ObjectId commit, PrivateRepository here, Deadline deadline)
            throws IOException {
        if (here.complete().newest().isEmpty()) {
            PackFiles.adopt(source.getCommonDirectory().toPath().resolve("objects/pack"), here.packs());
        }
        here.expectGapsInHistory();
        new TreeCopy(source, here, deadline).copy(commit);
    }

    private void requireDirectory() throws RepositoryNotFoundException {
        if (!Files.isDirectory(path)) {
            throw new RepositoryNotFoundException(path.toString());
        }
    }

    private Repository open() throws IOException {
        requireDirectory();
        FileRepositoryBuilder builder = new FileRepositoryBuilder().setMustExist(true);
        if (Files.exists(path.resolve(Constants.DOT_GIT))) {
            builder.setWorkTree(path.toFile());
        } else {
            builder.setGitDir(path.toFile()).setBare();
        }
        Path common = builder.setup().getGitCommonDir().toPath();
        new RepositoryFiles(builder.getGitDir().toPath(), common).require();
        requireNoIncludes(common.resolve(Constants.CONFIG));
        Repository source = builder.build();
        if (!"sha1".equals(objectFormat(source))) {
            source.close();
            throw GitFailures.sha256("Reading the repository", path.toString());
        }
        return source;
    }

    /** JGit would read whatever file of this machine it names. */
    private void requireNoIncludes(Path configuration) throws IOException {
        Config alone = new Config();
        try {
            alone.fromText(Files.exists(configuration) ? Files.readString(configuration) : "");
        } catch (ConfigInvalidException e) {
            throw new IOException(configuration + " cannot be read", e);
        }
        if (alone.getStringList("include", null, "path").length > 0) {
            throw GitFailures.includes("Reading the repository", path.toString());
        }
    }

    private static String objectFormat(Repository source) {
        String format = source.getConfig().getString("extensions", null, "objectformat");
        return format == null ? "sha1" : format;
    }

    /** What a reference names now: read anew each time. */
    private Ref named(GitReference.Named reference) throws IOException {
        try (Repository source = open()) {
            Ref ref = reference instanceof GitReference.Fixed fixed
                    ? exact(source, fixed.fullName())
                    : newest(source, reference);
            if (ref == null || ref.getObjectId() == null) {
                throw unknown(source, reference);
            }
            return ref;
        }
    }

    private static @Nullable Ref exact(Repository source, String fullName) throws IOException {
        RepositoryFiles.of(source).requireReference(fullName);
        return source.exactRef(fullName);
    }

    private static List<Ref> referencesByPrefix(Repository source, GitReference.Named reference) throws IOException {
        RepositoryFiles.of(source).requireReferences();
        return source.getRefDatabase().getRefsByPrefix(reference.prefix());
    }

    private static @Nullable Ref newest(Repository source, GitReference.Named reference) throws IOException {
        List<Ref> refs = referencesByPrefix(source, reference);
        Optional<String> chosen =
                reference.choose(refs.stream().map(Ref::getName).toList());
        return chosen.isPresent() ? source.exactRef(chosen.get()) : null;
    }

    private CdnException unknown(Repository source, GitReference.Named reference) throws IOException {
        RepositoryFiles.of(source).requireReferences();
        List<Ref> refs = source.getRefDatabase().getRefs();
        Set<String> names = refs.stream().map(Ref::getName).collect(Collectors.toSet());
        return References.unknown(path.toString(), reference, names);
    }

    private boolean isCommit(ObjectId id) throws IOException {
        try (Repository source = objects();
                RevWalk walk = new RevWalk(source)) {
            RevCommit unused = walk.parseCommit(id);
            return true;
        } catch (MissingObjectException | IncorrectObjectTypeException e) {
            return false;
        }
    }

    @Override
    public synchronized void close() {
        if (opened != null) {
            opened.close();
            opened = null;
        }
    }
}
