package io.cdntopology.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotModifiedException;
import io.cdntopology.failure.CdnException;
import io.cdntopology.topology.PartId;
import java.util.Optional;

/**
 * Starts containers.
 *
 * @param engine that they are on
 */
record ContainerStarter(EngineConnection engine) {
    /**
     * Starts a container that has ended, is paused, or was never started.
     *
     * @return what the engine says if its port is taken; empty if it runs
     */
    Optional<String> start(PartId part, String id) {
        try {
            engine.callRepeatable("Starting " + part, client -> {
                start(client, id);
                return true;
            });
            return Optional.empty();
        } catch (CdnException e) {
            String said = String.valueOf(e.getMessage());
            if (HostPorts.isTaken(said)) {
                return Optional.of(HostPorts.said(e));
            }
            throw e;
        }
    }

    private static void start(DockerClient client, String id) {
        try {
            client.startContainerCmd(id).exec();
        } catch (NotModifiedException e) {
            // It runs.
        } catch (ConflictException e) {
            if (!Boolean.TRUE.equals(
                    client.inspectContainerCmd(id).exec().getState().getPaused())) {
                throw e;
            }
            client.unpauseContainerCmd(id).exec();
        }
    }
}
