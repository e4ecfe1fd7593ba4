package io.cdntopology.git;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.eclipse.jgit.internal.storage.pack.PackWriter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.storage.pack.PackConfig;

/** Writes, finds and takes over git's pack files. A pack gets its name last, when it is whole. */
final class PackFiles {
    /** What the names of unfinished files start with. */
    static final String TEMPORARY = "tmp_cdn_";

    private static final String PACK = ".pack";
    private static final String INDEX = ".idx";

    /** Copying more than this for a commit that may be small is worse than choosing object by object. */
    private static final long MAX_COPIED_BYTES = 1L << 30;

    private PackFiles() {}

    /**
     * Writes a pack with these objects. What is compressed in the source is copied as it is, checked by its checksum.
     *
     * @param packs the directory it gets into
     * @return the pack
     */
    static Path write(ObjectReader from, List<RevObject> objects, Path packs, Deadline deadline) throws IOException {
        PackConfig config = new PackConfig();
        config.setDeltaCompress(false);
        config.setThreads(1);
        String temporary = TEMPORARY + UUID.randomUUID();
        Path pack = packs.resolve(temporary + PACK);
        Path index = packs.resolve(temporary + INDEX);
        try (PackWriter writer = new PackWriter(config, from)) {
            writer.setReuseValidatingObjects(true);
            writer.preparePack(objects.iterator());
            write(pack, out -> writer.writePack(deadline, deadline, out));
            write(index, writer::writeIndex);
            Path named = packs.resolve("pack-" + writer.computeName().name() + PACK);
            Files.move(pack, named, StandardCopyOption.ATOMIC_MOVE);
            Files.move(index, index(named), StandardCopyOption.ATOMIC_MOVE);
            return named;
        } finally {
            Files.deleteIfExists(pack);
            Files.deleteIfExists(index);
        }
    }

    private interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Forced to the disk, as git does with packs: a lost one would take many commits with it. */
    private static void write(Path file, Content content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
            content.writeTo(out);
            out.flush();
            channel.force(true);
        }
    }

    /** The packs in a directory that have an index and whose objects are not about to expire. */
    static List<Path> list(Path packs) throws IOException {
        List<Path> found = new ArrayList<>();
        if (!Files.isDirectory(packs)) {
            return found;
        }
        try (Stream<Path> files = Files.list(packs)) {
            for (Path file : files.toList()) {
                if (file.getFileName().toString().matches("pack-[0-9a-f]{40}\\.pack")
                        && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                        && Files.isRegularFile(index(file), LinkOption.NOFOLLOW_LINKS)
                        && Files.notExists(sibling(file, ".mtimes"))) {
                    found.add(file);
                }
            }
        }
        return found;
    }

    /**
     * Takes over the packs of another repository: as hard links where the file system allows it, otherwise as copies
     * if they are not too large. Packs never change, so that is safe, and by far the fastest way to get many objects.
     */
    static void adopt(Path foreign, Path packs) throws IOException {
        List<Path> found = list(foreign);
        long bytes = 0;
        for (Path pack : found) {
            bytes += Files.size(pack);
        }
        for (Path pack : found) {
            Path named = packs.resolve(pack.getFileName());
            boolean adopted = linkOrCopy(pack, named, bytes) && linkOrCopy(index(pack), index(named), bytes);
            if (!adopted) {
                return;
            }
        }
    }

    private static boolean linkOrCopy(Path file, Path named, long allBytes) throws IOException {
        try {
            Files.createLink(named, file);
            return true;
        } catch (FileAlreadyExistsException e) {
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            if (allBytes > MAX_COPIED_BYTES) {
                return false;
            }
        }
        Path temporary = named.resolveSibling(TEMPORARY + UUID.randomUUID());
        try {
            Files.copy(file, temporary);
            Files.move(temporary, named, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
        return true;
    }

    static Path index(Path pack) {
        return sibling(pack, INDEX);
    }

    private static Path sibling(Path pack, String extension) {
        String name = pack.getFileName().toString();
        return pack.resolveSibling(name.substring(0, name.length() - PACK.length()) + extension);
    }
}
