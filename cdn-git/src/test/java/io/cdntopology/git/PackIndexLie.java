package io.cdntopology.git;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;

/** Changes the only pack of a repository, or the index of it. */
final class PackIndexLie {
    private static final int HEADER = 8;
    private static final int FANOUT = 256 * 4;

    private PackIndexLie() {}

    static void change(FarSide far, String extension, UnaryOperator<byte[]> change) throws IOException {
        Path file = file(far, extension);
        byte[] changed = change.apply(Files.readAllBytes(file));
        // Git writes them so that nobody can.
        Files.delete(file);
        Files.write(file, changed);
    }

    private static Path file(FarSide far, String extension) throws IOException {
        try (Stream<Path> files = Files.list(far.path().resolve("objects/pack"))) {
            return files.filter(file -> file.toString().endsWith(extension))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Makes the index say of two blobs that each is where the other is. */
    static void swap(FarSide far, byte[] one, byte[] other) throws IOException {
        change(far, ".idx", index -> {
            ByteBuffer bytes = ByteBuffer.wrap(index);
            int count = bytes.getInt(HEADER + FANOUT - 4);
            int offsets = HEADER + FANOUT + count * (Constants.OBJECT_ID_LENGTH + 4);
            int first = offsets + 4 * position(index, count, id(one));
            int second = offsets + 4 * position(index, count, id(other));
            int offset = bytes.getInt(first);
            bytes.putInt(first, bytes.getInt(second));
            bytes.putInt(second, offset);
            return index;
        });
    }

    private static ObjectId id(byte[] blob) {
        return new ObjectInserter.Formatter().idFor(Constants.OBJ_BLOB, blob);
    }

    private static int position(byte[] index, int count, ObjectId id) {
        for (int i = 0; i < count; i++) {
            if (ObjectId.fromRaw(index, HEADER + FANOUT + i * Constants.OBJECT_ID_LENGTH)
                    .equals(id)) {
                return i;
            }
        }
        throw new AssertionError(id + " is not in the index");
    }
}
