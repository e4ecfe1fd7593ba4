package io.cdntopology.store;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.release.CommitId;
import io.cdntopology.release.Release;
import io.cdntopology.release.TreeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The release that a content root serves at one moment. What is below {@link #directory()} never changes, so whoever
 * asks once and reads from there never mixes releases.
 *
 * @param release   its commit and tree
 * @param directory the release's own directory below the content root
 */
public record LiveRelease(Release release, Path directory) {
    /** The name of the pointer in the content root, a symbolic link to the directory of the live release. */
    static final String POINTER = "current";

    /** The name of the root of the site in the directory of a release. */
    static final String SITE = "site";

    /** Before the number of a release before this one, in its directory. */
    private static final String EARLIER = "earlier-";

    /** The root of the site, a symbolic link to a directory. */
    public Path site() {
        return directory.resolve(SITE);
    }

    /**
     * Where servers read the live site of a content root, whichever release that is at the moment they do: below the
     * pointer.
     */
    public static Path served(Path contentRoot) {
        return contentRoot.resolve(POINTER).resolve(SITE);
    }

    /**
     * The root of the site of a release that was live before this one became so, a symbolic link to a directory; not there
     * if the release is not, or not any more. Assets that pages of it need are found there.
     *
     * @param number 1 for the one that was live last, 2 for the one before that, and so on
     */
    public Path earlierSite(int number) {
        return directory.resolve(earlier(number)).resolve(SITE);
    }

    /** The name of the link to an earlier release in the directory of a release. */
    static String earlier(int number) {
        return EARLIER + number;
    }

    /** A JSON document that names the release. */
    public Path description() {
        return directory.resolve("release.json");
    }

    /**
     * Reads the pointer: one system call, without a lock, from any process.
     *
     * @param contentRoot the content root
     * @return the live release, or empty if none is
     * @throws CdnException with {@code STORE_UNUSABLE} if the pointer cannot be read or is none of this library's
     */
    public static Optional<LiveRelease> of(Path contentRoot) {
        return at(contentRoot.resolve(POINTER));
    }

    /** As {@link #of}, of any pointer. */
    static Optional<LiveRelease> at(Path pointer) {
        try {
            Path directory = pointer.resolveSibling(Files.readSymbolicLink(pointer));
            return Optional.of(new LiveRelease(release(directory.getFileName().toString()), directory));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | RuntimeException e) {
            throw CdnException.of(
                    ErrorCode.STORE_UNUSABLE,
                    "Reading which release is live",
                    new Problem(
                            pointer.toString(),
                            "it is no pointer to a release",
                            "remove it; the next synchronization writes it anew"),
                    e);
        }
    }

    /** The name of a release's directory: both ids, so that the name alone tells the release. */
    static String directoryName(Release release) {
        return release.commit() + "-" + release.tree();
    }

    /** The release that a directory is named for. */
    static Release release(String directoryName) {
        int dash = directoryName.indexOf('-');
        if (dash < 0) {
            throw new IllegalArgumentException("'" + directoryName + "' does not name a release");
        }
        return new Release(
                new CommitId(directoryName.substring(0, dash)), new TreeId(directoryName.substring(dash + 1)));
    }
}
