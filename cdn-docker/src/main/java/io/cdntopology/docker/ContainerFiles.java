package io.cdntopology.docker;

import com.github.dockerjava.api.exception.NotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/**
 * The files of a container, those on its volumes among them, whether it runs or not.
 *
 * @param container its name or id
 */
record ContainerFiles(EngineConnection engine, String container) {
    /**
     * A file.
     *
     * @param path without a slash before it
     * @return empty if there is none, or no such container
     */
    Optional<SeedFile> read(String attempted, String path) {
        return engine.callRepeatable(attempted, client -> {
            try (InputStream archive =
                    client.copyArchiveFromContainerCmd(container, "/" + path).exec()) {
                return Optional.of(SeedArchive.single(path, archive));
            } catch (NotFoundException e) {
                return Optional.empty();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /**
     * Writes files in their order, in the place of those of the same names.
     *
     * @param directory below which they are; a volume if the root of the container cannot be written
     */
    void write(String attempted, String directory, List<SeedFile> files) {
        engine.callRepeatable(attempted, client -> {
            try (InputStream archive = SeedArchive.of(files)) {
                client.copyArchiveToContainerCmd(container)
                        .withRemotePath(directory)
                        .withTarInputStream(archive)
                        .exec();
                return true;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
