package io.cdntopology.git;

import io.cdntopology.failure.CdnException;
import io.cdntopology.release.CommitId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.RepositoryNotFoundException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/**
 * A repository in a directory of this machine, read as it is: there is no protocol, and no git has to be installed.
 *
 * <p>It is opened anew each time, so it may be repacked, or replaced by another one, between two calls.
 */
final class FileUpstream implements Upstream {
    private final Path path;

    FileUpstream(Path path) {
        this.path = path;
    }

    @Override
    public ObjectId bring(
            GitReference.Named reference, PrivateRepository here, Deadline deadline, Consumer<ObjectId> coming)
            throws IOException {
        try (Repository source = open()) {
            return bring(source, reference, here, deadline, coming);
        } catch (MissingObjectException e) {
            // Pruned while it was copied, after a forced push: the reference names something else by now.
            try (Repository source = open()) {
                return bring(source, reference, here, deadline, coming);
            }
        }
    }

    private ObjectId bring(
            Repository source,
            GitReference.Named reference,
            PrivateRepository here,
            Deadline deadline,
            Consumer<ObjectId> coming)
            throws IOException {
        ObjectId commit = resolve(source, reference);
        if (!here.complete().contains(commit)) {
            coming.accept(commit);
            copy(source, commit, here, deadline);
        }
        return commit;
    }

    @Override
    public void bring(ObjectId commit, GitReference context, PrivateRepository here, Deadline deadline)
            throws IOException {
        try (Repository source = open()) {
            requireCommit(source, commit);
            copy(source, commit, here, deadline);
        }
    }

    private void copy(Repository source, ObjectId commit, PrivateRepository here, Deadline deadline)
            throws IOException {
        if (here.complete().newest().isEmpty()) {
            PackFiles.adopt(source.getCommonDirectory().toPath().resolve("objects/pack"), here.packs());
        }
        here.expectGapsInHistory();
        new TreeCopy(source, here, deadline).copy(commit);
    }

    private Repository open() throws IOException {
        if (!Files.isDirectory(path)) {
            throw new RepositoryNotFoundException(path.toString());
        }
        FileRepositoryBuilder builder = new FileRepositoryBuilder().setMustExist(true);
        if (Files.exists(path.resolve(Constants.DOT_GIT))) {
            builder.setWorkTree(path.toFile());
        } else {
            builder.setGitDir(path.toFile()).setBare();
        }
        Repository source = builder.build();
        if (!"sha1".equals(objectFormat(source))) {
            source.close();
            throw GitFailures.sha256("Reading the repository", path.toString());
        }
        return source;
    }

    private static String objectFormat(Repository source) {
        String format = source.getConfig().getString("extensions", null, "objectformat");
        return format == null ? "sha1" : format;
    }

    private ObjectId resolve(Repository source, GitReference.Named reference) throws IOException {
        Ref ref = source.exactRef(reference.fullName());
        ObjectId id = ref == null ? null : ref.getObjectId();
        if (id == null) {
            throw unknown(source, reference);
        }
        try (RevWalk walk = new RevWalk(source)) {
            RevObject object = walk.peel(walk.parseAny(id));
            if (object instanceof RevCommit) {
                return object.copy();
            }
        }
        throw References.noCommit(path.toString(), reference);
    }

    private CdnException unknown(Repository source, GitReference.Named reference) throws IOException {
        List<Ref> refs = source.getRefDatabase().getRefs();
        Set<String> names = refs.stream().map(Ref::getName).collect(Collectors.toSet());
        return References.unknown(path.toString(), reference, names);
    }

    private void requireCommit(Repository source, ObjectId commit) throws IOException {
        try (RevWalk walk = new RevWalk(source)) {
            walk.parseCommit(commit);
        } catch (MissingObjectException | IncorrectObjectTypeException e) {
            throw References.unknownCommit(path.toString(), new CommitId(commit.name()), e);
        }
    }
}
