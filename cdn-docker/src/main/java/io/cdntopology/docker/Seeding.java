package io.cdntopology.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import io.cdntopology.topology.PartId;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Puts files into the volumes of containers that do not run. An image has filled the volume of the configuration by then;
 * what is put there has names of its own.
 */
final class Seeding {
    private final EngineConnection engine;
    private final WantedParts wanted;
    private final Labels labels;

    /** Whether the content was seen to be there; looking takes as long as starting a container. */
    private final AtomicBoolean seeded = new AtomicBoolean();

    Seeding(EngineConnection engine, WantedParts wanted) {
        this.engine = engine;
        this.wanted = wanted;
        this.labels = wanted.labels();
    }

    /** Makes sure that the files of a part are there before it runs; of one that runs, secrets may have become others. */
    void seed(PartId part, String container, InspectContainerResponse.ContainerState state) {
        switch (part.kind()) {
            case CONTENT -> seedContent(container);
            case EDGE -> {
                if (!seeded.get()) {
                    seedContent(labels.name(WantedParts.CONTENT));
                }
            }
            case AGENT -> {
                List<SeedFile> files = Boolean.TRUE.equals(state.getRunning())
                        ? wanted.agent().secrets()
                        : wanted.agent().files();
                if (!files.isEmpty()) {
                    put(part, container, AgentFiles.HOME, files);
                }
            }
            default -> {
                // It has none.
            }
        }
    }

    /** An edge does not start: what it needs may be gone, and is looked for again. */
    void doubt() {
        seeded.set(false);
    }

    /** The configuration is the last file that is written: where it is, all is. */
    private void seedContent(String container) {
        if (!hasConfiguration(container)) {
            put(
                    WantedParts.CONTENT,
                    container,
                    "/",
                    List.of(
                            SeedFile.directory(EdgeFiles.CONTENT_ROOT.substring(1), AgentFiles.USER_ID),
                            EdgeFiles.NGINX_CONF));
        }
        seeded.set(true);
    }

    private boolean hasConfiguration(String container) {
        return engine.callRepeatable("Looking for the configuration of edges", client -> {
            try (InputStream archive = client.copyArchiveFromContainerCmd(container, "/" + EdgeFiles.NGINX_CONF.path())
                    .exec()) {
                return Arrays.equals(SeedArchive.single(archive), EdgeFiles.NGINX_CONF.bytes());
            } catch (NotFoundException e) {
                return false;
            } catch (IOException e) {
                // It is written anew.
                return false;
            }
        });
    }

    /**
     * @param directory below which the files are; a volume if the root of the container cannot be written
     */
    private void put(PartId part, String container, String directory, List<SeedFile> files) {
        engine.callRepeatable("Writing the files of " + part, client -> {
            client.copyArchiveToContainerCmd(container)
                    .withRemotePath(directory)
                    .withTarInputStream(SeedArchive.of(files))
                    .exec();
            return true;
        });
    }
}
