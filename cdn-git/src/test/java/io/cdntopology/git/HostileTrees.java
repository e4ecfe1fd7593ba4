package io.cdntopology.git;

import static io.cdntopology.failure.ErrorCode.CONTENT_REFUSED;
import static io.cdntopology.failure.ErrorCode.CONTENT_TOO_LARGE;
import static io.cdntopology.failure.ErrorCode.SOURCE_DAMAGED;
import static io.cdntopology.git.HostileCase.refused;
import static io.cdntopology.git.HostileCase.served;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;

/** Trees that no git client would write, by what is wrong with them. */
final class HostileTrees {
    static final String TEXT = "hostile";

    private static final int MILLION = 1_000_000;

    private HostileTrees() {}

    /** Makes the root of a site. */
    interface Attack {
        ObjectId root(Workbench bench);
    }

    /** A repository, and what most trees need. */
    record Workbench(FarSide far, ObjectId blob, ObjectId index) {
        static Workbench in(FarSide far) {
            return new Workbench(
                    far, far.insert(Constants.OBJ_BLOB, bytes(TEXT)), far.insert(Constants.OBJ_BLOB, bytes("new")));
        }

        /** A site with something besides its page. */
        ObjectId site(UnaryOperator<RawTree> added) {
            return added.apply(new RawTree().add(RawTree.FILE, "index.html", index))
                    .in(far);
        }

        ObjectId blob(String text) {
            return far.insert(Constants.OBJ_BLOB, bytes(text));
        }

        ObjectId link(String target) {
            return blob(target);
        }

        /** A directory with one file. */
        ObjectId directory() {
            return new RawTree().add(RawTree.FILE, "file", blob).in(far);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static Stream<HostileCase<Attack>> all() {
        return Stream.of(names(), modes(), links(), shapes(), sizes()).flatMap(List::stream);
    }

    private static HostileCase<Attack> name(String what, String name, String why) {
        return name(what, bytes(name), why);
    }

    private static HostileCase<Attack> name(String what, byte[] name, String why) {
        return refused(
                what, CONTENT_REFUSED, why, bench -> bench.site(site -> site.add(RawTree.FILE, name, bench.blob())));
    }

    private static byte[] raw(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static List<HostileCase<Attack>> names() {
        String git = "git's own metadata";
        String separator = "path separator";
        String utf8 = "not valid UTF-8";
        return List.of(
                name("a name that is the directory above", "..", "points outside"),
                name("a name that is the directory itself", ".", "points outside"),
                name("an empty name", "", "points outside"),
                name("a name that goes up on its way", "a/../../../b", separator),
                name("a name that is an absolute path", "/etc/cdn-hostile", separator),
                name("a name with a slash at its end", "a/", separator),
                name("a name that goes up by backslashes", "..\\..\\b", separator),
                name("git's metadata", ".git", git),
                name("git's metadata in capitals", ".GIT", git),
                name("git's metadata in both", ".gIt", git),
                name("git's metadata by its short name", "git~1", git),
                name("git's metadata by its short name in capitals", "GIT~1", git),
                name("git's metadata with a space at its end", ".git ", git),
                name("git's metadata with a dot at its end", ".git.", git),
                name("git's metadata as a stream of NTFS", ".git::$INDEX_ALLOCATION", git),
                name("git's metadata with what HFS+ leaves out", ".g\u200cit", git),
                name("git's metadata after a byte order mark", "\ufeff.git", git),
                name("the directory of variants", ".git:gzip", git),
                name("a name with an escape sequence", "a\u001b[2Jb", "control character"),
                name("a name with a line end", "a\r\nSet-Cookie: b", "control character"),
                name("a name with a control character of Unicode", "a\u0085b", "control character"),
                name("a name that is not UTF-8", raw('a', 0xff, 0xfe), utf8),
                name("a name with an overlong slash", raw('a', 0xc0, 0xaf, 'b'), utf8),
                name("a name with an overlong dot", raw(0xe0, 0x80, 0xae, 0xe0, 0x80, 0xae), utf8),
                name("a name with half a pair of surrogates", raw('a', 0xed, 0xa0, 0x80), utf8),
                name("a name of 256 bytes", "x".repeat(256), "256 bytes"),
                name("a name of 4096 bytes", "x".repeat(4_096), "4096 bytes"),
                refused(
                        "a directory with such a name",
                        CONTENT_REFUSED,
                        "points outside",
                        bench -> bench.site(site -> site.add(RawTree.DIRECTORY, "..", bench.directory()))),
                refused(
                        "a file in a directory that is git's metadata",
                        CONTENT_REFUSED,
                        git,
                        bench -> bench.site(site -> site.add(RawTree.DIRECTORY, ".Git", bench.directory()))),
                served(
                        "a name of 255 bytes",
                        Map.of("x".repeat(255), TEXT),
                        bench -> bench.site(site -> site.add(RawTree.FILE, "x".repeat(255), bench.blob()))),
                served(
                        "the names that the store has itself",
                        Map.of("current", TEXT, ".cdn/file", TEXT, "release.json", TEXT, "site/file", TEXT),
                        bench -> bench.site(site -> site.add(RawTree.FILE, "current", bench.blob())
                                .add(RawTree.DIRECTORY, ".cdn", bench.directory())
                                .add(RawTree.FILE, "release.json", bench.blob())
                                .add(RawTree.DIRECTORY, "site", bench.directory()))),
                served(
                        "names that differ in case only, or in how they are composed",
                        Map.of("A", TEXT, "a", TEXT, "\u00e4", TEXT, "a\u0308", TEXT),
                        bench -> bench.site(site -> site.add(RawTree.FILE, "A", bench.blob())
                                .add(RawTree.FILE, "a", bench.blob())
                                .add(RawTree.FILE, "a\u0308", bench.blob())
                                .add(RawTree.FILE, "\u00e4", bench.blob()))));
    }

    private static HostileCase<Attack> mode(String mode, String why) {
        return refused(
                "the mode " + mode,
                CONTENT_REFUSED,
                why,
                bench -> bench.site(site -> site.add(mode, "odd", bench.blob())));
    }

    private static List<HostileCase<Attack>> modes() {
        return List.of(
                mode("0", "mode 0"),
                mode("100600", "mode 100600"),
                mode("104755", "mode 104755"),
                mode("120777", "mode 120777"),
                mode("170000", "mode 170000"),
                mode("20000", "mode 20000"),
                mode("60000", "mode 60000"),
                refused(
                        "a directory that is executable",
                        CONTENT_REFUSED,
                        "mode 40755",
                        bench -> bench.site(site -> site.add("40755", "docs", bench.directory()))),
                mode("37777777777", "no entry"),
                mode("", "no entry"),
                refused(
                        "a submodule",
                        CONTENT_REFUSED,
                        "submodule",
                        bench -> bench.site(site -> site.add("160000", "module", bench.blob()))),
                served(
                        "a mode with a zero before it",
                        Map.of("docs/file", TEXT),
                        bench -> bench.site(site -> site.add("040000", "docs", bench.directory()))),
                refused(
                        "a file that says to be a directory",
                        SOURCE_DAMAGED,
                        "no directory",
                        bench -> bench.site(site -> site.add(RawTree.DIRECTORY, "docs", bench.blob()))),
                refused(
                        "a directory that says to be a file",
                        SOURCE_DAMAGED,
                        "",
                        bench -> bench.site(site -> site.add(RawTree.FILE, "docs", bench.directory()))),
                refused(
                        "a directory that says to be a link",
                        SOURCE_DAMAGED,
                        "",
                        bench -> bench.site(site -> site.add(RawTree.LINK, "docs", bench.directory()))));
    }

    private static HostileCase<Attack> link(String what, String target, String why) {
        return refused(
                what,
                CONTENT_REFUSED,
                why,
                bench -> bench.site(site -> site.add(RawTree.DIRECTORY, "docs", bench.directory())
                        .add(RawTree.LINK, "link", bench.link(target))));
    }

    private static List<HostileCase<Attack>> links() {
        String outside = "outside of the site";
        return List.of(
                link("a link to a file of this machine", "/etc/passwd", outside),
                link("a link to above the site", "../../x", outside),
                link("a link to above the site through a directory", "docs/../../x", outside),
                link("a link to itself", "link", "circles"),
                link("a link to itself through a directory", "docs/../link/x", "circles"),
                link("a link to a directory that it is in", "docs/..", "is in itself"),
                link("a link of 5000 bytes", "x/".repeat(2_500), "longer than"),
                refused(
                        "two links to each other",
                        CONTENT_REFUSED,
                        "circles",
                        bench -> bench.site(site ->
                                site.add(RawTree.LINK, "a", bench.link("b")).add(RawTree.LINK, "b", bench.link("a")))),
                refused(
                        "a chain of 60 links",
                        CONTENT_REFUSED,
                        "more than 40",
                        bench -> bench.site(site -> chain(site, bench, 60))),
                refused(
                        "a link to a file through a link to above the site",
                        CONTENT_REFUSED,
                        outside,
                        bench -> bench.site(site -> site.add(RawTree.LINK, "a", bench.link(".."))
                                .add(RawTree.LINK, "b", bench.link("a/etc/passwd")))),
                refused(
                        "links that multiply a directory",
                        CONTENT_TOO_LARGE,
                        "100000",
                        bench -> bench.site(site -> doubling(site, bench, 40))),
                served("a chain of 30 links", chained(30), bench -> bench.site(site -> chain(site, bench, 30))),
                served(
                        "a link to what the store has",
                        Map.of(),
                        bench -> bench.site(site -> site.add(RawTree.LINK, "link", bench.link(".cdn/releases")))),
                served(
                        "a link to nothing",
                        Map.of(),
                        bench -> bench.site(site -> site.add(RawTree.LINK, "link", bench.link("index.html/x")))),
                served(
                        "a link with a zero byte",
                        Map.of(),
                        bench ->
                                bench.site(site -> site.add(RawTree.LINK, "link", bench.link("index.html\0/../../x")))),
                refused(
                        "an empty link",
                        CONTENT_REFUSED,
                        "is in itself",
                        bench -> bench.site(site -> site.add(RawTree.DIRECTORY, "docs", bench.directory())
                                .add(RawTree.LINK, "link", bench.link("")))),
                refused(
                        "a link to a submodule",
                        CONTENT_REFUSED,
                        "submodule",
                        bench -> bench.site(site -> site.add(RawTree.LINK, "link", bench.link("module"))
                                .add("160000", "module", bench.blob()))));
    }

    private static RawTree chain(RawTree site, Workbench bench, int links) {
        for (int i = 1; i <= links; i++) {
            site.add(RawTree.LINK, "l" + i, bench.link(i == 1 ? "index.html" : "l" + (i - 1)));
        }
        return site;
    }

    private static Map<String, String> chained(int links) {
        return IntStream.rangeClosed(1, links).boxed().collect(Collectors.toMap(i -> "l" + i, i -> "new"));
    }

    private static RawTree doubling(RawTree site, Workbench bench, int times) {
        site.add(RawTree.DIRECTORY, "d0", bench.directory());
        for (int i = 1; i <= times; i++) {
            ObjectId below = bench.link("../d" + (i - 1));
            site.add(
                    RawTree.DIRECTORY,
                    "d" + i,
                    new RawTree()
                            .add(RawTree.LINK, "a", below)
                            .add(RawTree.LINK, "b", below)
                            .in(bench.far()));
        }
        return site;
    }

    private static List<HostileCase<Attack>> shapes() {
        String twice = "two entries of this name";
        return List.of(
                refused(
                        "the same file twice",
                        CONTENT_REFUSED,
                        twice,
                        bench -> bench.site(site -> site.add(RawTree.FILE, "index.html", bench.blob()))),
                refused(
                        "a file and a directory of one name",
                        CONTENT_REFUSED,
                        twice,
                        bench -> bench.site(site -> site.add(RawTree.DIRECTORY, "index.html", bench.directory()))),
                refused(
                        "a link and a directory of one name",
                        CONTENT_REFUSED,
                        twice,
                        bench -> bench.site(site -> site.add(RawTree.LINK, "docs", bench.link("/etc"))
                                .add(RawTree.DIRECTORY, "docs", bench.directory()))),
                served(
                        "entries in no order",
                        Map.of("z", TEXT, "a/file", TEXT),
                        bench -> bench.site(site -> site.add(RawTree.FILE, "z", bench.blob())
                                .add(RawTree.DIRECTORY, "a", bench.directory()))),
                refused(
                        "a tree that ends in an id",
                        CONTENT_REFUSED,
                        "no entry",
                        bench -> bench.site(site -> site.garbage(bytes("100644 a\0short")))),
                refused(
                        "a tree that ends in a name",
                        CONTENT_REFUSED,
                        "no entry",
                        bench -> bench.site(site -> site.garbage(bytes("100644 endless")))),
                refused(
                        "a tree that ends in a mode",
                        CONTENT_REFUSED,
                        "no entry",
                        bench -> bench.site(site -> site.garbage(bytes("1")))),
                refused(
                        "a tree that is noise",
                        CONTENT_REFUSED,
                        "no entry",
                        bench -> bench.far().insert(Constants.OBJ_TREE, bytes("x".repeat(999)))),
                refused("a tree that is empty", CONTENT_REFUSED, "no file", bench -> new RawTree().in(bench.far())),
                refused(
                        "a missing file",
                        SOURCE_DAMAGED,
                        "",
                        bench -> bench.site(site -> site.add(RawTree.FILE, "a", ObjectId.fromString("1".repeat(40))))),
                refused(
                        "a missing directory",
                        SOURCE_DAMAGED,
                        "",
                        bench -> bench.site(
                                site -> site.add(RawTree.DIRECTORY, "a", ObjectId.fromString("2".repeat(40))))),
                refused("a missing root", SOURCE_DAMAGED, "", bench -> ObjectId.fromString("3".repeat(40))),
                refused("a commit of a file", SOURCE_DAMAGED, "no directory", Workbench::blob),
                refused(
                        "a pointer to a file that is elsewhere",
                        CONTENT_REFUSED,
                        "LFS",
                        bench -> bench.site(site -> site.add(
                                RawTree.FILE,
                                "film",
                                bench.blob("version https://git-lfs.github.com/spec/v1\n" + "oid sha256:"
                                        + "0".repeat(64) + "\nsize 5\n")))));
    }

    private static List<HostileCase<Attack>> sizes() {
        return List.of(
                refused("1,000 levels", CONTENT_TOO_LARGE, "nested", bench -> nested(bench, 1_000, "d")),
                refused(
                        "100 levels of long names",
                        CONTENT_TOO_LARGE,
                        "a path in it",
                        bench -> nested(bench, 100, "d".repeat(255))),
                refused(
                        "10 levels of 10 times the same directory",
                        CONTENT_TOO_LARGE,
                        "100000",
                        bench -> bomb(bench, 10)),
                refused(
                        "30 levels of 10 times the same directory",
                        CONTENT_TOO_LARGE,
                        "100000",
                        bench -> bomb(bench, 30)),
                refused(
                        "1,000,000 entries of a directory",
                        CONTENT_TOO_LARGE,
                        "directory",
                        bench -> bench.far().insert(Constants.OBJ_TREE, MILLION * 35L, entries(bench.blob(), MILLION))),
                refused(
                        "1,000,000 entries of 1,000 directories",
                        CONTENT_TOO_LARGE,
                        "100000",
                        HostileTrees::manyDirectories),
                refused(
                        "a file of 64 MB that is nothing but zeros",
                        CONTENT_TOO_LARGE,
                        "larger than",
                        bench -> bench.site(site -> site.add(
                                RawTree.FILE,
                                "zeros",
                                bench.far()
                                        .insert(
                                                Constants.OBJ_BLOB,
                                                64L << 20,
                                                new Pieces(64, piece -> new byte[1 << 20]))))));
    }

    private static ObjectId nested(Workbench bench, int levels, String name) {
        ObjectId tree = bench.directory();
        for (int i = 0; i < levels; i++) {
            tree = new RawTree().add(RawTree.DIRECTORY, name, tree).in(bench.far());
        }
        return tree;
    }

    private static ObjectId bomb(Workbench bench, int levels) {
        ObjectId tree = bench.directory();
        for (int i = 0; i < levels; i++) {
            RawTree next = new RawTree();
            for (int j = 0; j < 10; j++) {
                next.add(RawTree.DIRECTORY, "d" + j, tree);
            }
            tree = next.in(bench.far());
        }
        return tree;
    }

    private static ObjectId manyDirectories(Workbench bench) {
        RawTree root = new RawTree();
        for (int i = 0; i < 1_000; i++) {
            String name = String.format(Locale.ROOT, "d%03d", i);
            RawTree directory = new RawTree().add(RawTree.FILE, name, bench.blob());
            for (int j = 1; j < 1_000; j++) {
                directory.add(RawTree.FILE, "f" + (1_000 + j), bench.blob());
            }
            root.add(RawTree.DIRECTORY, name, directory.in(bench.far()));
        }
        return root.in(bench.far());
    }

    /** So many entries of 35 bytes. */
    private static InputStream entries(ObjectId id, int count) {
        int each = 10_000;
        return new Pieces(count / each, piece -> {
            RawTree tree = new RawTree();
            for (int i = piece * each; i < (piece + 1) * each; i++) {
                tree.add(RawTree.FILE, String.format(Locale.ROOT, "f%06d", i), id);
            }
            return tree.bytes();
        });
    }
}
