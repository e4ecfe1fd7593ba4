package io.cdntopology.git;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * The files of a site, to be changed by a {@link SiteTransform}. Whatever is not touched stays as it is, and is not read.
 *
 * <p>Paths are names joined by slashes, relative to the root of the site. Links and submodules are no files: they stay, but
 * are not seen. Everything is seen as it has become so far.
 *
 * <p>Used by the thread that was given it, and as long as {@link SiteTransform#apply} runs. All methods throw
 * {@link io.cdntopology.failure.CdnException} with {@code CONTENT_REFUSED} if a path cannot be one of the site, or is that of
 * no file and has to be, or the other way round; and {@link IOException} if nobody waits for the result any more.
 */
public interface SiteFiles {
    /** All files, sorted. */
    List<String> paths();

    /** The files that a pattern of {@link GitSource#only} names, sorted. */
    List<String> paths(String pattern);

    /** Whether there is a file. */
    boolean exists(String path);

    /** The id of what is in a file, 40 digits of 0-9 and a-f: files with the same bytes have the same. Does not read it. */
    String contentId(String path);

    /** How large a file is. */
    long size(String path) throws IOException;

    /** What is in a file, piece by piece; the caller closes it. */
    InputStream open(String path) throws IOException;

    /** What is in a file, of at most 64 MiB. */
    byte[] bytes(String path) throws IOException;

    /** What is in a file, of at most 64 MiB, as UTF-8. */
    String text(String path) throws IOException;

    /** Writes a file, in place of the one that may be there. */
    void write(String path, byte[] bytes) throws IOException;

    /** As {@link #write(String, byte[])}, in UTF-8. */
    void write(String path, String text) throws IOException;

    /** As {@link #write(String, byte[])}, of any size. Does not close the stream. */
    void write(String path, InputStream bytes) throws IOException;

    /** Gives a file another path, in place of the one that may be there; it is not read. */
    void move(String from, String to) throws IOException;

    /** Removes a file. */
    void remove(String path) throws IOException;

    /**
     * Makes another file of one, which is removed unless both have the same path. What was made is kept, and not made again
     * for the same bytes and key when the site changes elsewhere: so this, and not {@link #write}, is for what takes long.
     *
     * @param path    the file, of at most 64 MiB
     * @param to      the path of what is made
     * @param key     what it depends on besides the bytes of the file, such as the {@link #contentId} of a template
     * @param rewrite makes the bytes; of nothing but the bytes that it is given, and of what {@code key} stands for
     */
    void rewrite(String path, String to, String key, Rewrite rewrite) throws IOException;

    /** Makes the bytes of one file of those of another. */
    @FunctionalInterface
    interface Rewrite {
        /**
         * Makes them.
         *
         * @throws Exception whatever it likes, as {@link SiteTransform#apply} does
         */
        byte[] apply(byte[] bytes) throws Exception;
    }
}
