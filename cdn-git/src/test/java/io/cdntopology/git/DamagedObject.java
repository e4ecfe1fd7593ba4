package io.cdntopology.git;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/** A file of an object in a repository that is damaged until this is closed. */
final class DamagedObject implements AutoCloseable {
    private final Path file;
    private final byte[] original;

    private DamagedObject(Path file, byte[] original) {
        this.file = file;
        this.original = original;
    }

    /** Damages an object: its file, what is packed into it, or what it says to be. */
    static DamagedObject in(FarSide far, String id, Random random) {
        try {
            Path file =
                    far.path().resolve("objects").resolve(id.substring(0, 2)).resolve(id.substring(2));
            byte[] original = Files.readAllBytes(file);
            replace(file, damaged(original, random));
            return new DamagedObject(file, original);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Optional<byte[]> damaged(byte[] file, Random random) throws IOException {
        return switch (random.nextInt(5)) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(Mutation.of(file, random));
            case 2 -> Optional.of(packed(withOtherSize(unpacked(file), random)));
            default -> Optional.of(packed(Mutation.of(unpacked(file), random)));
        };
    }

    /** An object begins with its type, a space, its size, and a zero. */
    private static byte[] withOtherSize(byte[] object, Random random) {
        String text = new String(object, StandardCharsets.ISO_8859_1);
        long size = random.nextLong() >>> random.nextInt(64);
        return (text.substring(0, 5) + size + text.substring(text.indexOf('\0'))).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] unpacked(byte[] file) throws IOException {
        return new InflaterInputStream(new ByteArrayInputStream(file)).readAllBytes();
    }

    private static byte[] packed(byte[] object) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
            out.write(object);
        }
        return bytes.toByteArray();
    }

    /** Files of objects are read-only. */
    private static void replace(Path file, Optional<byte[]> content) throws IOException {
        Files.deleteIfExists(file);
        if (content.isPresent()) {
            Files.write(file, content.get());
        }
    }

    @Override
    public void close() {
        try {
            replace(file, Optional.of(original));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public String toString() {
        return "damaged " + file;
    }
}
