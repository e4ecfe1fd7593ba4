package io.cdntopology.git;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.io.IOException;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;

/**
 * Reads trees, each as a whole. Whoever wrote one may have written anything, and whoever stored it may have stored
 * another one under its id, while JGit takes it for what git itself would have written and stored.
 */
final class GitTree {
    /** What becomes of a tree takes about 10 times its bytes. */
    private static final int SHARE_OF_HEAP = 16;

    private static final int MAX_MODE_DIGITS = 6;
    private static final String WRITE_ANEW = "write the directory anew with git";

    private GitTree() {}

    /**
     * Begins to read the entries of a tree.
     *
     * @throws CorruptObjectException if what is stored is not what the id says
     * @throws CdnException with {@code SOURCE_DAMAGED} if it is an object of another kind; with {@code CONTENT_REFUSED} if
     *     it is what the id says, and yet no list of entries; with {@code CONTENT_TOO_LARGE} if it has more of them than
     *     there is memory for
     */
    static CanonicalTreeParser entries(ObjectReader reader, AnyObjectId id) throws IOException {
        byte[] bytes = bytes(reader, id);
        ObjectHash hash = new ObjectHash(Constants.OBJ_TREE, bytes.length);
        hash.update(bytes, 0, bytes.length);
        hash.requireEqual(id);
        requireEntries(id, bytes);
        CanonicalTreeParser parser = new CanonicalTreeParser();
        parser.reset(bytes);
        return parser;
    }

    private static byte[] bytes(ObjectReader reader, AnyObjectId id) throws IOException {
        try {
            ObjectLoader loader = reader.open(id, Constants.OBJ_TREE);
            long max = Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP;
            if (loader.getSize() > max) {
                throw refused(
                        ErrorCode.CONTENT_TOO_LARGE,
                        id,
                        "the list of its files has " + loader.getSize() + " bytes, " + max + " are read",
                        "start this process with a heap (-Xmx) of " + SHARE_OF_HEAP
                                + " times that, or spread the files over several directories");
            }
            return loader.getCachedBytes(Integer.MAX_VALUE);
        } catch (IncorrectObjectTypeException e) {
            throw refused(ErrorCode.SOURCE_DAMAGED, id, "it is no directory", WRITE_ANEW);
        }
    }

    private static CdnException refused(ErrorCode code, AnyObjectId id, String why, String fix) {
        return CdnException.of(code, "Reading a directory", new Problem("tree " + id.name(), why, fix));
    }

    private static void requireEntries(AnyObjectId id, byte[] bytes) {
        int at = 0;
        while (at < bytes.length) {
            int name = indexAfter(bytes, at, ' ');
            int end = name < 0 ? -1 : indexAfter(bytes, name, '\0');
            if (end < 0 || bytes.length - end < Constants.OBJECT_ID_LENGTH || !isMode(bytes, at, name - 1)) {
                throw refused(
                        ErrorCode.CONTENT_REFUSED, id, "there is no entry of a directory at byte " + at, WRITE_ANEW);
            }
            at = end + Constants.OBJECT_ID_LENGTH;
        }
    }

    /** The index after the first such byte; negative if there is none. */
    private static int indexAfter(byte[] bytes, int from, char wanted) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == wanted) {
                return i + 1;
            }
        }
        return -1;
    }

    private static boolean isMode(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] < '0' || bytes[i] > '7') {
                return false;
            }
        }
        return from < to && to - from <= MAX_MODE_DIGITS;
    }
}
