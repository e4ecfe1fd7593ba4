package io.cdntopology.git;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;

/** A small random change of some bytes. */
final class Mutation {
    private Mutation() {}

    static byte[] of(byte[] bytes, Random random) {
        if (bytes.length == 0) {
            return new byte[] {(byte) random.nextInt()};
        }
        int at = random.nextInt(bytes.length);
        int to = at + random.nextInt(Math.min(30, bytes.length - at));
        byte[] head = Arrays.copyOf(bytes, at);
        byte[] part = Arrays.copyOfRange(bytes, at, to);
        byte[] tail = Arrays.copyOfRange(bytes, to, bytes.length);
        return switch (random.nextInt(5)) {
            case 0 -> head;
            case 1 -> flipped(bytes, at, 1 << random.nextInt(8));
            case 2 -> joined(head, tail);
            case 3 -> joined(head, part, part, tail);
            default -> joined(head, new byte[] {(byte) random.nextInt()}, part, tail);
        };
    }

    private static byte[] flipped(byte[] bytes, int at, int bit) {
        byte[] flipped = bytes.clone();
        flipped[at] ^= (byte) bit;
        return flipped;
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }
}
