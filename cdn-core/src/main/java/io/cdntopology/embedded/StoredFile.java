package io.cdntopology.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file or directory of the release store, found by following the store's own links.
 *
 * @param path       where it really is, below the store
 * @param attributes what it is
 */
record StoredFile(Path path, BasicFileAttributes attributes) {
    private static final Logger LOG = LoggerFactory.getLogger(StoredFile.class);

    /** The directory of the content root that holds every release. */
    private static final String STORE = ".cdn";

    /**
     * Follows the links from {@code start} to {@code relative}, and makes sure that they did not lead out of the store.
     * The store makes no such link; somebody else who can write there might.
     *
     * @return the file, or empty if there is none that may be served
     */
    static Optional<StoredFile> find(Path contentRoot, Path start, String relative) {
        try {
            Path real = start.resolve(start.getFileSystem().getPath(relative)).toRealPath();
            if (!real.startsWith(contentRoot.resolve(STORE).toRealPath())) {
                LOG.warn("Refused to serve {}: a link on the way leaves the release store", real);
                return Optional.empty();
            }
            return Optional.of(new StoredFile(real, Files.readAttributes(real, BasicFileAttributes.class)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            // A file where a directory is meant, a name too long, or one that this machine's locale cannot express.
            LOG.debug("Cannot serve {} below {}", relative, start, e);
            return Optional.empty();
        }
    }
}
