package io.cdntopology.git;

import static io.cdntopology.failure.ErrorCode.CONTENT_TOO_LARGE;
import static io.cdntopology.failure.ErrorCode.REPOSITORY_NOT_FOUND;
import static io.cdntopology.failure.ErrorCode.REPOSITORY_UNSUPPORTED;
import static io.cdntopology.failure.ErrorCode.REVISION_NOT_FOUND;
import static io.cdntopology.failure.ErrorCode.SOURCE_DAMAGED;
import static io.cdntopology.git.HostileCase.refused;
import static io.cdntopology.git.HostileCase.served;

import io.cdntopology.failure.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;

/** Repositories in a directory of this machine, in which there is what git would not have put there. */
final class HostileSources {
    /** In a file beside the repository. */
    static final String SECRET = "0123456789 the secret of somebody else, which is longer than any id of an object";

    private HostileSources() {}

    /** Changes a repository on which main is a good commit, with a secret beside it. */
    interface Attack {
        void on(FarSide far) throws IOException;
    }

    static Stream<HostileCase<Attack>> all() {
        return Stream.of(references(), configuration(), commits(), objects(), packs(), pipes())
                .flatMap(List::stream);
    }

    private static HostileCase<Attack> file(String what, ErrorCode code, String why, String name, String text) {
        return refused(what, code, why, far -> write(far, name, text));
    }

    private static HostileCase<Attack> harmless(String what, String name, String text) {
        return served(what, Map.of(), far -> write(far, name, text));
    }

    private static void write(FarSide far, String name, String text) throws IOException {
        Path file = far.path().resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static List<HostileCase<Attack>> references() {
        return List.of(
                file("a HEAD that names itself", REVISION_NOT_FOUND, "", "HEAD", "ref: HEAD\n"),
                refused("references that name each other", REVISION_NOT_FOUND, "", far -> {
                    far.pointAtAnything("main", "ref: refs/heads/other");
                    far.pointAtAnything("other", "ref: refs/heads/main");
                }),
                file("a HEAD that names a file", REVISION_NOT_FOUND, "", "HEAD", "ref: ../secret\n"),
                refused("a reference that is a link to a file", REVISION_NOT_FOUND, "", far -> {
                    Files.delete(far.path().resolve("refs/heads/main"));
                    Files.createSymbolicLink(far.path().resolve("refs/heads/main"), Path.of("../../../secret"));
                }),
                file("a reference that is noise", REVISION_NOT_FOUND, "", "refs/heads/main", "x".repeat(5_000)),
                file("a reference with escapes", REVISION_NOT_FOUND, "", "refs/heads/main", "\u001b[2J".repeat(20)),
                file("a HEAD that is noise", REVISION_NOT_FOUND, "", "HEAD", "x".repeat(100)),
                file("an empty HEAD", REVISION_NOT_FOUND, "", "HEAD", ""),
                refused(
                        "a reference to what is not there",
                        SOURCE_DAMAGED,
                        "",
                        far -> far.pointAtAnything("main", "4".repeat(40))),
                refused(
                        "a reference to a file",
                        REVISION_NOT_FOUND,
                        "no commit",
                        far -> far.pointAtAnything(
                                "main",
                                far.insert(Constants.OBJ_BLOB, bytes("x")).name())),
                refused("packed references that are noise", SOURCE_DAMAGED, "", far -> {
                    Files.delete(far.path().resolve("refs/heads/main"));
                    write(far, "packed-refs", "x".repeat(50) + "\n" + SECRET);
                }),
                file(
                        "a list of commits without parents that is noise",
                        SOURCE_DAMAGED,
                        "bad line",
                        "shallow",
                        "noise\n"));
    }

    private static List<HostileCase<Attack>> configuration() {
        return List.of(
                served("a configuration with commands", Map.of(), far -> write(far, "config", commands(far))),
                served("hooks", Map.of(), far -> {
                    for (String hook : List.of("post-checkout", "post-merge", "reference-transaction", "fsmonitor")) {
                        Path file = far.path().resolve("hooks/" + hook);
                        Files.createDirectories(file.getParent());
                        Files.writeString(file, "#!/bin/sh\n" + touch(far) + "\n");
                        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
                    }
                }),
                refused(
                        "a configuration that includes a file that is none",
                        REPOSITORY_UNSUPPORTED,
                        "includes",
                        far -> write(far, "config", "[include]\n\tpath = ../secret\n[core]\n\tbare = true\n")),
                refused(
                        "a configuration that includes itself",
                        REPOSITORY_UNSUPPORTED,
                        "includes",
                        far -> write(far, "config", "[include]\n\tpath = config\n[core]\n\tbare = true\n")),
                refused(
                        "a configuration that includes what has no end",
                        REPOSITORY_UNSUPPORTED,
                        "includes",
                        far -> write(far, "config", "[include]\n\tpath = /dev/zero\n[core]\n\tbare = true\n")),
                harmless("objects that are borrowed from itself", "objects/info/alternates", ".\n"),
                harmless("objects that are borrowed from the root", "objects/info/alternates", "/\n"),
                harmless(
                        "objects that are borrowed from nowhere",
                        "objects/info/alternates",
                        "../../nowhere\n\n#\n\u0001\n"),
                harmless("objects that are borrowed from what has no end", "objects/info/alternates", "/dev/zero\n"),
                file("a directory that is somewhere else", REPOSITORY_NOT_FOUND, "", ".git", "gitdir: ../nowhere\n"),
                file("a directory that is itself", REPOSITORY_NOT_FOUND, "", ".git", "gitdir: .git\n"));
    }

    private static String touch(FarSide far) {
        return "touch " + far.path().resolveSibling("executed");
    }

    private static String commands(FarSide far) {
        String touch = touch(far);
        return "[core]\n\tbare = true\n\tfsmonitor = " + touch + "\n\tsshCommand = " + touch + "\n\teditor = " + touch
                + "\n\talternateRefsCommand = " + touch + "\n\thooksPath = " + far.path()
                + "/hooks\n[filter \"x\"]\n\tsmudge = "
                + touch + "\n\tprocess = " + touch + "\n\trequired = true\n[uploadpack]\n\tpackObjectsHook = " + touch
                + "\n[credential]\n\thelper = !" + touch + "\n[diff]\n\texternal = " + touch + "\n[gpg]\n\tprogram = "
                + touch + "\n";
    }

    private static List<HostileCase<Attack>> commits() {
        String person = "Ada <a@b> 1 +0000\n";
        return List.of(
                commit("a commit that is noise", SOURCE_DAMAGED, "noise".repeat(20)),
                commit("an empty commit", SOURCE_DAMAGED, ""),
                commit("a commit without a tree", SOURCE_DAMAGED, "author " + person + "committer " + person + "\nx"),
                commit("a commit of a tree with half an id", SOURCE_DAMAGED, "tree 0123456789\nauthor " + person),
                refused(
                        "a commit with a text of 100 MB",
                        CONTENT_TOO_LARGE,
                        "",
                        far -> far.pointAtAnything(
                                "main",
                                far.insert(Constants.OBJ_COMMIT, 100L << 20, text(far))
                                        .name())),
                served(
                        "a commit without a date, and with escapes",
                        Map.of(),
                        far -> far.pointAtAnything(
                                "main",
                                far.insert(
                                                Constants.OBJ_COMMIT,
                                                bytes(
                                                        "tree " + tree(far)
                                                                + "\nauthor \u001b[2J <\u0007\ncommitter x\nencoding nonsense\n\n\u001b]0;x"))
                                        .name())),
                refused(
                        "a tag of a tag, 10,000 times",
                        REVISION_NOT_FOUND,
                        "tags",
                        far -> far.pointAtAnything("main", tags(far, 10_000))),
                served("a tag of a tag, 10 times", Map.of(), far -> far.pointAtAnything("main", tags(far, 10))),
                refused("a tag of itself", REVISION_NOT_FOUND, "tags", far -> {
                    String id = "5".repeat(40);
                    store(far, id, "tag", "object " + id + "\ntype tag\ntag x\ntagger A <a@b> 1 +0000\n\nx");
                    far.pointAtAnything("main", id);
                }));
    }

    private static HostileCase<Attack> commit(String what, ErrorCode code, String text) {
        return refused(
                what,
                code,
                "",
                far -> far.pointAtAnything(
                        "main", far.insert(Constants.OBJ_COMMIT, bytes(text)).name()));
    }

    private static Pieces text(FarSide far) {
        String tree = tree(far);
        return new Pieces(100, piece -> {
            byte[] text = "x".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
            byte[] head = bytes("tree " + tree + "\nauthor A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n\n");
            System.arraycopy(head, 0, text, 0, piece == 0 ? head.length : 0);
            return text;
        });
    }

    private static String tree(FarSide far) {
        ObjectId page = far.insert(Constants.OBJ_BLOB, bytes("good"));
        return new RawTree().add(RawTree.FILE, "index.html", page).in(far).name();
    }

    private static String tags(FarSide far, int count) {
        return far.insertMany(inserter -> {
            String id = far.tip("main");
            String type = "commit";
            for (int i = 0; i < count; i++) {
                String text = "object " + id + "\ntype " + type + "\ntag t\ntagger A <a@b> 1 +0000\n\n" + i + "\n";
                id = insert(inserter, text);
                type = "tag";
            }
            return id;
        });
    }

    private static String insert(ObjectInserter inserter, String tag) {
        try {
            return inserter.insert(Constants.OBJ_TAG, bytes(tag)).name();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Stores something as an object of another id. */
    private static void store(FarSide far, String id, String type, byte[] content) throws IOException {
        Path file = far.path().resolve("objects/" + id.substring(0, 2) + "/" + id.substring(2));
        Files.createDirectories(file.getParent());
        Files.deleteIfExists(file);
        try (DeflaterOutputStream out = new DeflaterOutputStream(Files.newOutputStream(file))) {
            out.write(bytes(type + " " + content.length + "\0"));
            out.write(content);
        }
    }

    private static void store(FarSide far, String id, String type, String content) throws IOException {
        store(far, id, type, bytes(content));
    }

    private static List<HostileCase<Attack>> objects() {
        String id = "6".repeat(40);
        ObjectId self = ObjectId.fromString(id);
        return List.of(
                refused("a tree that contains itself", SOURCE_DAMAGED, "has the id", far -> {
                    store(
                            far,
                            id,
                            "tree",
                            new RawTree().add(RawTree.DIRECTORY, "d", self).bytes());
                    far.commitTree(self);
                }),
                refused("a file under another id", SOURCE_DAMAGED, "has the id", far -> {
                    store(far, id, "blob", "another");
                    far.commitTree(new RawTree().add(RawTree.FILE, "f", self).in(far));
                }),
                refused("a commit under another id", SOURCE_DAMAGED, "has the id", far -> {
                    store(far, id, "commit", "tree " + tree(far) + "\nauthor A <a@b> 1 +0000\n\nx");
                    far.pointAtAnything("main", id);
                }),
                refused("an object that is noise", SOURCE_DAMAGED, "", far -> {
                    store(far, id, "blob", "another");
                    write(far, "objects/66/" + id.substring(2), "noise".repeat(100));
                    far.commitTree(new RawTree().add(RawTree.FILE, "f", self).in(far));
                }),
                refused("an object without an end", SOURCE_DAMAGED, "", far -> {
                    store(far, id, "blob", "x".repeat(100_000));
                    Path file = far.path().resolve("objects/66/" + id.substring(2));
                    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 60));
                    far.commitTree(new RawTree().add(RawTree.FILE, "f", self).in(far));
                }),
                refused("an object that says to be small", SOURCE_DAMAGED, "", far -> {
                    lie(far, id, "blob 5\0", 64 << 20);
                    far.commitTree(new RawTree().add(RawTree.FILE, "f", self).in(far));
                }),
                refused("an object that says to be huge", SOURCE_DAMAGED, "", far -> {
                    lie(far, id, "blob 9999999999\0", 100);
                    far.commitTree(new RawTree().add(RawTree.FILE, "f", self).in(far));
                }),
                refused("a tree that says to be huge", CONTENT_TOO_LARGE, "bytes", far -> {
                    lie(far, id, "tree 9999999999\0", 100);
                    far.commitTree(self);
                }),
                refused("1,000,000 files that are not there", CONTENT_TOO_LARGE, "", HostileSources::missingFiles));
    }

    private static void lie(FarSide far, String id, String head, int zeros) throws IOException {
        Path file = far.path().resolve("objects/" + id.substring(0, 2) + "/" + id.substring(2));
        Files.createDirectories(file.getParent());
        try (DeflaterOutputStream out = new DeflaterOutputStream(Files.newOutputStream(file))) {
            out.write(bytes(head));
            byte[] piece = new byte[Math.min(zeros, 1 << 20)];
            for (int written = 0; written < zeros; written += piece.length) {
                out.write(piece);
            }
        }
    }

    private static void missingFiles(FarSide far) {
        Random random = new Random(1);
        RawTree root = new RawTree();
        byte[] id = new byte[Constants.OBJECT_ID_LENGTH];
        for (int i = 0; i < 1_000; i++) {
            RawTree directory = new RawTree();
            for (int j = 0; j < 1_000; j++) {
                random.nextBytes(id);
                directory.add(RawTree.FILE, "f" + (1_000 + j), ObjectId.fromRaw(id));
            }
            root.add(RawTree.DIRECTORY, String.format(Locale.ROOT, "d%03d", i), directory.in(far));
        }
        far.commitTree(root.in(far));
    }

    /** The first fetch takes packs over as they are. */
    private static List<HostileCase<Attack>> packs() {
        return List.of(
                refused("an index that gives a file for another", SOURCE_DAMAGED, "has the id", far -> {
                    far.put("other", "the other").commit("Two files");
                    far.git("repack", "-q", "-a", "-d");
                    PackIndexLie.swap(far, bytes("good"), bytes("the other"));
                }),
                refused("a pack without an end", SOURCE_DAMAGED, "", far -> {
                    far.git("repack", "-q", "-a", "-d");
                    PackIndexLie.change(far, ".pack", pack -> Arrays.copyOf(pack, 40));
                }),
                refused("a pack that is noise", SOURCE_DAMAGED, "", far -> {
                    far.git("repack", "-q", "-a", "-d");
                    PackIndexLie.change(
                            far, ".pack", pack -> "noise".repeat(pack.length).getBytes(StandardCharsets.US_ASCII));
                }),
                refused("an index without an end", SOURCE_DAMAGED, "", far -> {
                    far.git("repack", "-q", "-a", "-d");
                    PackIndexLie.change(far, ".idx", index -> Arrays.copyOf(index, 1_000));
                }),
                refused("an index that is empty", SOURCE_DAMAGED, "", far -> {
                    far.git("repack", "-q", "-a", "-d");
                    PackIndexLie.change(far, ".idx", index -> new byte[0]);
                }),
                refused("an index of 2,000,000,000 objects", SOURCE_DAMAGED, "", far -> {
                    far.git("repack", "-q", "-a", "-d");
                    PackIndexLie.change(far, ".idx", HostileSources::countTooMany);
                }));
    }

    /** Nobody writes to them. */
    private static List<HostileCase<Attack>> pipes() {
        return List.of(
                pipe("HEAD", far -> "HEAD"),
                pipe("a branch", far -> "refs/heads/main"),
                pipe("what a reference names outside of the repository", far -> {
                    write(far, "HEAD", "ref: ../pipe\n");
                    return "../pipe";
                }),
                pipe("packed references", far -> "packed-refs"),
                pipe("a configuration", far -> "config"),
                pipe("a list of commits without parents", far -> "shallow"),
                pipe("a list of places to borrow from", far -> "objects/info/alternates"),
                pipe("a pack", far -> packed(far, ".pack")),
                pipe("an index", far -> packed(far, ".idx")),
                pipe("an index in a directory that is a link", far -> {
                    Path index = Path.of(packed(far, ".idx"));
                    Path packs = far.path().resolve("objects/pack");
                    Files.move(packs, far.path().resolve("packs"));
                    Files.createSymbolicLink(packs, Path.of("../packs"));
                    return "packs/" + index.getFileName();
                }),
                pipe("a table of references", far -> {
                    write(
                            far,
                            "config",
                            "[core]\n\trepositoryformatversion = 1\n[extensions]\n\trefStorage = reftable\n");
                    write(far, "reftable/tables.list", "0x1-0x1-1.ref\n");
                    return "reftable/0x1-0x1-1.ref";
                }));
    }

    /** Those that are opened to choose among the tags, or to tell which there are. */
    static Stream<HostileCase<Attack>> amongTags() {
        return Stream.of(
                pipe("a tag", far -> "refs/tags/v1"),
                pipe("what a tag names outside of the repository", far -> {
                    write(far, "refs/tags/v1", "ref: ../pipe\n");
                    return "../pipe";
                }),
                pipe("what HEAD names outside of the repository", far -> {
                    write(far, "HEAD", "ref: ../pipe\n");
                    return "../pipe";
                }),
                pipe("a tag in a directory that a link leads to", far -> {
                    Files.createSymbolicLink(far.path().resolve("refs/tags/v"), Path.of("../../tags"));
                    return "tags/1";
                }),
                pipe("a tag among references that are a link", far -> {
                    Path references = far.path().resolve("refs");
                    Files.move(references, far.path().resolve("references"));
                    Files.createSymbolicLink(references, Path.of("references"));
                    return "references/tags/v1";
                }));
    }

    private interface Place {
        String in(FarSide far) throws IOException;
    }

    private static HostileCase<Attack> pipe(String what, Place place) {
        return refused("a pipe in the place of " + what, SOURCE_DAMAGED, "pipe", far -> {
            Path file = far.path().resolve(place.in(far));
            Files.createDirectories(file.getParent());
            Files.deleteIfExists(file);
            Process mkfifo = new ProcessBuilder("mkfifo", file.toString()).start();
            if (mkfifo.onExit().join().exitValue() != 0) {
                throw new IOException("no pipe at " + file);
            }
        });
    }

    private static String packed(FarSide far, String extension) throws IOException {
        far.git("repack", "-q", "-a", "-d");
        try (Stream<Path> files = Files.list(far.path().resolve("objects/pack"))) {
            return files.map(file -> far.path().relativize(file).toString())
                    .filter(file -> file.endsWith(extension))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static byte[] countTooMany(byte[] index) {
        for (int i = 8; i < 8 + 256 * 4; i += 4) {
            index[i] = 0x77;
        }
        return index;
    }
}
