package io.cdntopology.git;

import java.io.InputStream;
import java.util.function.IntFunction;

/** What is larger than the memory, made piece by piece. */
final class Pieces extends InputStream {
    private final int count;
    private final IntFunction<byte[]> maker;
    private int made;
    private byte[] piece = {};
    private int at;

    Pieces(int count, IntFunction<byte[]> maker) {
        this.count = count;
        this.maker = maker;
    }

    private boolean hasMore() {
        while (at == piece.length && made < count) {
            piece = maker.apply(made++);
            at = 0;
        }
        return at < piece.length;
    }

    @Override
    public int read() {
        return hasMore() ? piece[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        if (!hasMore()) {
            return -1;
        }
        int copied = Math.min(length, piece.length - at);
        System.arraycopy(piece, at, target, offset, copied);
        at += copied;
        return copied;
    }
}
