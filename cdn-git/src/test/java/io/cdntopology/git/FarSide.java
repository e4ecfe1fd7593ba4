package io.cdntopology.git;

import io.cdntopology.release.CommitId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.eclipse.jgit.internal.storage.file.ObjectDirectory;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.TagBuilder;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/** A bare repository to fetch from, and the commits in it, which may hold what no git client would let in. */
final class FarSide implements AutoCloseable {
    static final String AUTHOR = "Ada <ada@example.org>";

    private final Path path;
    private final Repository repository;
    private final Map<CommitId, TreeMap<String, Item>> contents = new HashMap<>();
    private TreeMap<String, Item> next = new TreeMap<>();
    private long seconds = Instant.now().getEpochSecond();

    private record Item(int mode, ObjectId id) {}

    private FarSide(Path path, Repository repository) {
        this.path = path;
        this.repository = repository;
    }

    static FarSide create(Path path) {
        return unchecked(() -> {
            PrivateJGit.prepare(path.toAbsolutePath().getParent());
            Repository repository = new FileRepositoryBuilder()
                    .setGitDir(path.toFile())
                    .setBare()
                    .build();
            repository.create(true);
            Files.writeString(path.resolve("HEAD"), "ref: refs/heads/main\n");
            return new FarSide(path, repository);
        });
    }

    Path path() {
        return path;
    }

    FarSide put(String file, String text) {
        return put(file, 0100644, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Puts a blob with any mode; the names in the path are taken as ISO-8859-1 bytes if they are not ASCII. */
    FarSide put(String file, int mode, byte[] bytes) {
        return unchecked(() -> {
            try (ObjectInserter inserter = repository.newObjectInserter()) {
                next.put(file, new Item(mode, inserter.insert(Constants.OBJ_BLOB, bytes)));
                inserter.flush();
            }
            return this;
        });
    }

    /** Inserts an object as it is, whatever it holds. */
    ObjectId insert(int type, byte[] bytes) {
        return insert(type, bytes.length, new ByteArrayInputStream(bytes));
    }

    ObjectId insert(int type, long length, InputStream content) {
        return unchecked(() -> {
            try (ObjectInserter inserter = repository.newObjectInserter()) {
                ObjectId id = inserter.insert(type, length, content);
                inserter.flush();
                return id;
            }
        });
    }

    /** Inserts many objects, all into one pack. */
    <T> T insertMany(Function<ObjectInserter, T> inserting) {
        return unchecked(() -> {
            try (ObjectInserter inserter = ((ObjectDirectory) repository.getObjectDatabase()).newPackInserter()) {
                T result = inserting.apply(inserter);
                inserter.flush();
                return result;
            }
        });
    }

    /** Makes main name a commit with this tree, or with what is none, on top of nothing. */
    CommitId commitTree(ObjectId tree) {
        String person = AUTHOR + " " + seconds++ + " +0000";
        String text = "tree " + tree.name() + "\nauthor " + person + "\ncommitter " + person + "\n\nHostile\n";
        ObjectId id = insert(Constants.OBJ_COMMIT, text.getBytes(StandardCharsets.UTF_8));
        pointAtAnything("main", id.name());
        return new CommitId(id.name());
    }

    /** Makes a branch name something, which need not be there. */
    void pointAtAnything(String branch, String text) {
        unchecked(() -> Files.writeString(path.resolve(Constants.R_HEADS + branch), text + "\n"));
    }

    FarSide putSubmodule(String name, String commit) {
        next.put(name, new Item(0160000, ObjectId.fromString(commit)));
        return this;
    }

    FarSide remove(String file) {
        next.keySet().removeIf(name -> name.equals(file) || name.startsWith(file + "/"));
        return this;
    }

    /** Commits what was put on top of main. */
    CommitId commit(String message) {
        return commit("main", message);
    }

    CommitId commit(String branch, String message) {
        return commit(branch, message, raw -> raw);
    }

    /** Commits what was put on top of main, in a form that something gives it, such as a signed one. */
    CommitId commit(String message, UnaryOperator<byte[]> form) {
        return commit("main", message, form);
    }

    private CommitId commit(String branch, String message, UnaryOperator<byte[]> form) {
        return unchecked(() -> {
            Ref ref = repository.exactRef(Constants.R_HEADS + branch);
            try (ObjectInserter inserter = repository.newObjectInserter()) {
                PersonIdent ident =
                        new PersonIdent("Ada", "ada@example.org", Instant.ofEpochSecond(seconds++), ZoneOffset.UTC);
                CommitBuilder commit = new CommitBuilder();
                commit.setTreeId(tree(inserter, "", next));
                commit.setAuthor(ident);
                commit.setCommitter(ident);
                commit.setMessage(message);
                if (ref != null) {
                    commit.setParentId(ref.getObjectId());
                }
                CommitId id = new CommitId(inserter.insert(Constants.OBJ_COMMIT, form.apply(commit.build()))
                        .name());
                inserter.flush();
                contents.put(id, new TreeMap<>(next));
                point(branch, id);
                return id;
            }
        });
    }

    private ObjectId tree(ObjectInserter inserter, String prefix, Map<String, Item> files) throws IOException {
        TreeMap<String, Item> entries = new TreeMap<>();
        for (Map.Entry<String, Item> file : files.entrySet()) {
            String name = file.getKey().substring(prefix.length());
            int slash = name.indexOf('/');
            if (slash < 0) {
                entries.put(name, file.getValue());
            } else if (!entries.containsKey(name.substring(0, slash + 1))) {
                String below = prefix + name.substring(0, slash + 1);
                Map<String, Item> inside = new TreeMap<>(files);
                inside.keySet().removeIf(other -> !other.startsWith(below));
                entries.put(name.substring(0, slash + 1), new Item(0040000, tree(inserter, below, inside)));
            }
        }
        return inserter.insert(format(entries));
    }

    private static TreeFormatter format(Map<String, Item> entries) {
        TreeFormatter formatter = new TreeFormatter();
        List<String> names = new ArrayList<>(entries.keySet());
        names.sort((a, b) -> Arrays.compareUnsigned(bytes(a), bytes(b)));
        for (String name : names) {
            Item item = entries.get(name);
            byte[] raw = bytes(name.endsWith("/") ? name.substring(0, name.length() - 1) : name);
            formatter.append(raw, 0, raw.length, FileMode.fromBits(item.mode()), item.id());
        }
        return formatter;
    }

    /** So that a test writes a byte that is not UTF-8 as the character from U+0080 on, all others as they are. */
    private static byte[] bytes(String name) {
        boolean raw = name.chars().anyMatch(c -> c >= 0x80 && c <= 0x9F);
        return name.getBytes(raw ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    }

    /** Makes a branch name a commit, as a forced push does, with what is put next based on it. */
    void point(String branch, CommitId commit) {
        point(Constants.R_HEADS + branch, ObjectId.fromString(commit.value()));
        next = new TreeMap<>(contents.get(commit));
    }

    private void point(String ref, ObjectId id) {
        unchecked(() -> {
            RefUpdate update = repository.updateRef(ref);
            update.setNewObjectId(id);
            return update.forceUpdate();
        });
    }

    /** The id that a branch names. */
    String tip(String branch) {
        return unchecked(() ->
                repository.exactRef(Constants.R_HEADS + branch).getObjectId().name());
    }

    void deleteBranch(String branch) {
        unchecked(() -> {
            RefUpdate update = repository.updateRef(Constants.R_HEADS + branch);
            update.setForceUpdate(true);
            return update.delete();
        });
    }

    void tag(String name, CommitId commit) {
        point(Constants.R_TAGS + name, ObjectId.fromString(commit.value()));
    }

    /** Makes an annotated tag of anything. */
    void annotatedTag(String name, String id, int type) {
        annotatedTag(name, id, type, raw -> raw);
    }

    /** As {@link #annotatedTag(String, String, int)}, in a form that something gives it, such as a signed one. */
    void annotatedTag(String name, String id, int type, UnaryOperator<byte[]> form) {
        unchecked(() -> {
            try (ObjectInserter inserter = repository.newObjectInserter()) {
                TagBuilder tag = new TagBuilder();
                tag.setTag(name);
                tag.setMessage("tagged\n");
                tag.setTagger(new PersonIdent("Ada", "ada@example.org"));
                tag.setObjectId(ObjectId.fromString(id), type);
                ObjectId written = inserter.insert(Constants.OBJ_TAG, form.apply(tag.build()));
                inserter.flush();
                point(Constants.R_TAGS + name, written);
                return written;
            }
        });
    }

    /** Runs git in the repository. */
    void git(String... arguments) {
        run(path, arguments);
    }

    static void run(Path directory, String... arguments) {
        unchecked(() -> {
            List<String> command = new ArrayList<>(List.of("git", "-C", directory.toString()));
            command.addAll(List.of(arguments));
            Process git = new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            try {
                if (git.waitFor() != 0) {
                    throw new AssertionError(command + ": " + output);
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return output;
        });
    }

    private interface Action<T> {
        T run() throws IOException;
    }

    private static <T> T unchecked(Action<T> action) {
        try {
            return PrivateJGit.run(action::run);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        repository.close();
    }
}
