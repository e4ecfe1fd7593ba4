package io.cdntopology.store;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.release.EntryName;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Takes the bytes of one blob into a file, within the limits, and notices what only looks like content. */
final class BlobSink extends OutputStream {
    private static final int SLICE = 64 * 1024;

    /** Git LFS itself takes nothing larger for a pointer. */
    private static final int LFS_POINTER_LIMIT = 1_024;

    private static final byte[] LFS_POINTER =
            "version https://git-lfs.github.com/spec/".getBytes(StandardCharsets.US_ASCII);

    private final FileChannel channel;
    private final String path;
    private final WriteBudget budget;
    private long size;
    private int matchesPointer;

    BlobSink(FileChannel channel, String path, WriteBudget budget) {
        this.channel = channel;
        this.path = path;
        this.budget = budget;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    /** In slices: a channel copies what it is given into memory outside of the heap first. */
    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        lookForPointer(bytes, offset, length);
        size += length;
        budget.spend(path, size, length);
        for (int done = 0; done < length; ) {
            ByteBuffer slice = ByteBuffer.wrap(bytes, offset + done, Math.min(SLICE, length - done));
            done += channel.write(slice);
        }
    }

    private void lookForPointer(byte[] bytes, int offset, int length) {
        if (size == matchesPointer && matchesPointer < LFS_POINTER.length) {
            int compared = Math.min(length, LFS_POINTER.length - matchesPointer);
            if (Arrays.equals(
                    bytes, offset, offset + compared, LFS_POINTER, matchesPointer, matchesPointer + compared)) {
                matchesPointer += compared;
            }
        }
    }

    /**
     * Ends the blob; the channel stays open.
     *
     * @throws CdnException with {@code CONTENT_REFUSED} if it was a pointer into Git LFS
     */
    void finish() {
        if (matchesPointer == LFS_POINTER.length && size < LFS_POINTER_LIMIT) {
            throw CdnException.of(
                    ErrorCode.CONTENT_REFUSED,
                    "Writing the release",
                    new Problem(
                            EntryName.printable(path),
                            "it is a Git LFS pointer, the content itself is not in the repository",
                            "commit the file itself (`git lfs migrate export`), or leave it out of the site"));
        }
    }

    @Override
    public void close() {
        // The channel belongs to whoever opened it.
    }
}
