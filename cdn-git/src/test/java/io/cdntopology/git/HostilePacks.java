package io.cdntopology.git;

import static io.cdntopology.failure.ErrorCode.CONTENT_REFUSED;
import static io.cdntopology.failure.ErrorCode.CONTENT_TOO_LARGE;
import static io.cdntopology.failure.ErrorCode.REPOSITORY_NOT_FOUND;
import static io.cdntopology.failure.ErrorCode.REVISION_NOT_FOUND;
import static io.cdntopology.failure.ErrorCode.SOURCE_DAMAGED;
import static io.cdntopology.failure.ErrorCode.SOURCE_UNREACHABLE;
import static io.cdntopology.git.HostileCase.refused;
import static io.cdntopology.git.HostileCase.served;
import static org.eclipse.jgit.lib.Constants.OBJ_BLOB;
import static org.eclipse.jgit.lib.Constants.OBJ_COMMIT;
import static org.eclipse.jgit.lib.Constants.OBJ_OFS_DELTA;
import static org.eclipse.jgit.lib.Constants.OBJ_TREE;

import io.cdntopology.failure.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectId;

/** Packs that no git server would send. */
final class HostilePacks {
    private static final byte[] NOTHING = {};
    private static final byte[] PAGE = bytes("hostile");

    private HostilePacks() {}

    /** Makes a server that sends a pack. */
    interface Attack {
        ScriptedUploadPack make();
    }

    static Stream<HostileCase<Attack>> all() {
        return Stream.of(advertisements(), frames(), sizes(), objects(), deltas())
                .flatMap(List::stream);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static HostileCase<Attack> advertisement(String what, ErrorCode code, String text) {
        byte[] raw = text.getBytes(StandardCharsets.ISO_8859_1);
        return refused(what, code, "", () -> ScriptedUploadPack.telling(() -> new ByteArrayInputStream(raw)));
    }

    private static String line(String text) {
        return new String(ScriptedUploadPack.line(text), StandardCharsets.ISO_8859_1);
    }

    private static List<HostileCase<Attack>> advertisements() {
        String id = "1".repeat(40);
        return List.of(
                advertisement("no references", REPOSITORY_NOT_FOUND, ""),
                advertisement("a line of no length", SOURCE_DAMAGED, "zzzz" + id),
                advertisement("a line that is longer than it is", REPOSITORY_NOT_FOUND, "fff0" + id + " HEAD"),
                advertisement("a line shorter than its length", SOURCE_UNREACHABLE, "0003"),
                advertisement("a reference without a name", SOURCE_UNREACHABLE, line(id) + "0000"),
                advertisement(
                        "a reference of no commit", SOURCE_UNREACHABLE, line("noise HEAD\0 ofs-delta\n") + "0000"),
                advertisement("a message with escapes", REPOSITORY_NOT_FOUND, line("ERR \u001b[31mred\n") + "0000"),
                advertisement(
                        "references outside of their directory",
                        REVISION_NOT_FOUND,
                        line(id + " refs/../../x\0 ofs-delta\n") + line(id + " ../../../etc/passwd\n") + "0000"),
                refused(
                        "1,000,000 references, whatever is asked for",
                        CONTENT_TOO_LARGE,
                        "references",
                        () -> ScriptedUploadPack.telling(() -> references(id, 1_000_000))));
    }

    /** Some at a time: together they are larger than the memory. */
    private static InputStream references(String id, int count) {
        int piece = 1_000;
        return new Pieces(count / piece, i -> {
            StringBuilder lines = new StringBuilder(i == 0 ? line(id + " HEAD\0 ofs-delta\n") : "");
            for (int j = 0; j < piece; j++) {
                lines.append(line(id + " refs/heads/" + (i * piece + j) + "\n"));
            }
            return bytes(lines.toString());
        });
    }

    /** A pack that is right, and changed then. */
    private static HostileCase<Attack> frame(String what, ErrorCode code, UnaryOperator<byte[]> change) {
        return made(what, code, pack -> change.apply(pack.bytes()));
    }

    private static HostileCase<Attack> made(String what, ErrorCode code, Function<CraftedPack, byte[]> bytes) {
        return refused(what, code, "", () -> {
            CraftedPack pack = new CraftedPack();
            ObjectId tip = pack.site(pack.object(OBJ_BLOB, PAGE));
            return ScriptedUploadPack.sending(tip, bytes.apply(pack));
        });
    }

    private static List<HostileCase<Attack>> frames() {
        return List.of(
                frame("no pack", SOURCE_UNREACHABLE, pack -> NOTHING),
                frame("4 bytes of a pack", SOURCE_UNREACHABLE, pack -> Arrays.copyOf(pack, 4)),
                frame("half a pack", SOURCE_UNREACHABLE, pack -> Arrays.copyOf(pack, pack.length / 2)),
                frame("a pack without its checksum", SOURCE_UNREACHABLE, pack -> Arrays.copyOf(pack, pack.length - 20)),
                frame("a pack with a wrong checksum", SOURCE_DAMAGED, pack -> {
                    pack[pack.length - 1] ^= 1;
                    return pack;
                }),
                made("a pack that counts one too many", SOURCE_DAMAGED, pack -> pack.bytesOf(4)),
                made("a pack that counts one too few", SOURCE_DAMAGED, pack -> pack.bytesOf(2)),
                made("a pack that counts none", SOURCE_DAMAGED, pack -> pack.bytesOf(0)),
                made("a pack of 4,294,967,295 objects", SOURCE_DAMAGED, pack -> pack.bytesOf(-1)),
                made("a pack of 2,000,000,000 objects", CONTENT_TOO_LARGE, pack -> pack.bytesOf(2_000_000_000)),
                made("a pack of version 9", SOURCE_UNREACHABLE, pack -> pack.bytes("PACK", 9, 3)),
                made("a pack that is none", SOURCE_UNREACHABLE, pack -> pack.bytes("JUNK", 2, 3)),
                frame(
                        "a pack with something behind it",
                        SOURCE_DAMAGED,
                        pack -> Arrays.copyOf(pack, pack.length + 9_999)));
    }

    private static HostileCase<Attack> entry(
            String what, ErrorCode code, int type, long size, byte[] base, byte[] deflated) {
        return made(what, code, pack -> pack.entry(type, size, base, deflated).bytes());
    }

    private static List<HostileCase<Attack>> sizes() {
        byte[] page = CraftedPack.deflated(PAGE);
        return List.of(
                entry("an object of type 0", SOURCE_UNREACHABLE, 0, 7, NOTHING, page),
                entry("an object of type 5", SOURCE_UNREACHABLE, 5, 7, NOTHING, page),
                entry("an object that is smaller than it says", SOURCE_DAMAGED, OBJ_BLOB, 8, NOTHING, page),
                entry("an object that is larger than it says", SOURCE_DAMAGED, OBJ_BLOB, 6, NOTHING, page),
                entry("an object that says to have 8 GB", CONTENT_TOO_LARGE, OBJ_BLOB, 8L << 30, NOTHING, page),
                entry("a tree that says to have 1 GB", CONTENT_TOO_LARGE, OBJ_TREE, 1L << 30, NOTHING, page),
                entry("an object that is not deflated", SOURCE_DAMAGED, OBJ_BLOB, 7, NOTHING, PAGE),
                refused("a file of 256 MB in 256 kB", CONTENT_TOO_LARGE, "larger than", () -> {
                    CraftedPack pack = new CraftedPack();
                    int megabytes = 256;
                    byte[] piece = new byte[1 << 20];
                    ObjectHash hash = new ObjectHash(OBJ_BLOB, (long) megabytes << 20);
                    Pieces content = new Pieces(megabytes, i -> {
                        hash.update(piece, 0, piece.length);
                        return piece;
                    });
                    pack.entry(OBJ_BLOB, (long) megabytes << 20, NOTHING, CraftedPack.deflated(content));
                    return ScriptedUploadPack.sending(pack.site(hash.id()), pack.bytes());
                }));
    }

    private static List<HostileCase<Attack>> objects() {
        return List.of(
                refused("a commit that is not sent", SOURCE_DAMAGED, "", () -> {
                    CraftedPack pack = new CraftedPack();
                    ObjectId page = pack.object(OBJ_BLOB, PAGE);
                    return ScriptedUploadPack.sending(
                            CraftedPack.id(OBJ_COMMIT, CraftedPack.commit(page)), pack.bytes());
                }),
                refused("a tree that is not sent", SOURCE_DAMAGED, "", () -> {
                    CraftedPack pack = new CraftedPack();
                    ObjectId tree = ObjectId.fromString("8".repeat(40));
                    return ScriptedUploadPack.sending(pack.object(OBJ_COMMIT, CraftedPack.commit(tree)), pack.bytes());
                }),
                refused("a file that is not sent", SOURCE_DAMAGED, "", () -> {
                    CraftedPack pack = new CraftedPack();
                    return ScriptedUploadPack.sending(pack.site(CraftedPack.id(OBJ_BLOB, PAGE)), pack.bytes());
                }),
                refused("a tree that is noise", CONTENT_REFUSED, "no entry", () -> {
                    CraftedPack pack = new CraftedPack();
                    ObjectId tree = pack.object(OBJ_TREE, "noise".repeat(99).getBytes(StandardCharsets.US_ASCII));
                    return ScriptedUploadPack.sending(pack.object(OBJ_COMMIT, CraftedPack.commit(tree)), pack.bytes());
                }),
                refused("a commit that is noise", SOURCE_DAMAGED, "", () -> {
                    CraftedPack pack = new CraftedPack();
                    return ScriptedUploadPack.sending(pack.object(OBJ_COMMIT, bytes("noise".repeat(99))), pack.bytes());
                }),
                served("an object that is there twice", Map.of("index.html", "hostile"), () -> {
                    CraftedPack pack = new CraftedPack();
                    pack.object(OBJ_BLOB, PAGE);
                    return ScriptedUploadPack.sending(pack.site(pack.object(OBJ_BLOB, PAGE)), pack.bytes());
                }));
    }

    private static HostileCase<Attack> delta(String what, ErrorCode code, byte[] delta) {
        return made(
                what,
                code,
                pack -> pack.difference(CraftedPack.id(OBJ_BLOB, PAGE), delta).bytes());
    }

    private static List<HostileCase<Attack>> deltas() {
        ObjectId unknown = ObjectId.fromString("7".repeat(40));
        return List.of(
                made(
                        "a difference to what is not there",
                        SOURCE_UNREACHABLE,
                        pack -> pack.difference(unknown, insert(7, bytes("x"))).bytes()),
                made(
                        "differences to each other",
                        SOURCE_UNREACHABLE,
                        pack -> pack.difference(unknown, insert(7, bytes("x")))
                                .difference(CraftedPack.id(OBJ_BLOB, bytes("x")), insert(1, bytes("y")))
                                .bytes()),
                entry(
                        "a difference to itself",
                        SOURCE_UNREACHABLE,
                        OBJ_OFS_DELTA,
                        2,
                        new byte[] {0},
                        CraftedPack.deflated(new byte[2])),
                entry(
                        "a difference to before the pack",
                        SOURCE_UNREACHABLE,
                        OBJ_OFS_DELTA,
                        2,
                        new byte[] {(byte) 0xff, 0x7f},
                        CraftedPack.deflated(new byte[2])),
                delta("a difference to a base of another size", SOURCE_DAMAGED, insert(8, bytes("x"))),
                delta(
                        "a difference that copies from behind its base",
                        SOURCE_DAMAGED,
                        copy(CraftedPack.delta(7, 9), 99, 9).toByteArray()),
                delta(
                        "a difference that makes more than it says",
                        SOURCE_DAMAGED,
                        copy(CraftedPack.delta(7, 3), 0, 7).toByteArray()),
                delta(
                        "a difference that breaks off",
                        SOURCE_DAMAGED,
                        Arrays.copyOf(insert(7, bytes("long enough")), 6)),
                delta("a difference that is empty", SOURCE_DAMAGED, NOTHING),
                delta(
                        "a difference that says to make 2 GB",
                        CONTENT_TOO_LARGE,
                        CraftedPack.delta(7, Integer.MAX_VALUE - 9).toByteArray()),
                delta(
                        "a difference that says to make 1 TB",
                        CONTENT_TOO_LARGE,
                        CraftedPack.delta(7, 1L << 40).toByteArray()),
                refused("a difference of 50 kB that makes 400 MB", CONTENT_TOO_LARGE, "memory", HostilePacks::bomb),
                served("a chain of 10,000 differences", Map.of("index.html", "x9999"), HostilePacks::chain));
    }

    private static byte[] insert(int baseSize, byte[] text) {
        ByteArrayOutputStream delta = CraftedPack.delta(baseSize, text.length);
        delta.write(text.length);
        delta.writeBytes(text);
        return delta.toByteArray();
    }

    /** Adds that up to 64 kB of the base are copied. */
    private static ByteArrayOutputStream copy(ByteArrayOutputStream delta, int offset, int length) {
        delta.write(0x80 | 0x01 | 0x10 | 0x20);
        delta.write(offset);
        delta.write(length & 0xff);
        delta.write(length >> 8);
        return delta;
    }

    private static ScriptedUploadPack bomb() {
        CraftedPack pack = new CraftedPack();
        byte[] base = new byte[0xffff];
        int times = 6_400;
        long size = (long) times * base.length;
        ByteArrayOutputStream delta = CraftedPack.delta(base.length, size);
        ObjectHash hash = new ObjectHash(OBJ_BLOB, size);
        for (int i = 0; i < times; i++) {
            copy(delta, 0, base.length);
            hash.update(base, 0, base.length);
        }
        pack.difference(pack.object(OBJ_BLOB, base), delta.toByteArray());
        return ScriptedUploadPack.sending(pack.site(hash.id()), pack.bytes());
    }

    private static ScriptedUploadPack chain() {
        CraftedPack pack = new CraftedPack();
        byte[] before = bytes("x");
        ObjectId id = pack.object(OBJ_BLOB, before);
        for (int i = 0; i < 10_000; i++) {
            byte[] next = bytes("x" + i);
            pack.difference(id, insert(before.length, next));
            id = CraftedPack.id(OBJ_BLOB, next);
            before = next;
        }
        return ScriptedUploadPack.sending(pack.site(id), pack.bytes());
    }
}
