package io.cdntopology.docker;

import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.HostConfig;
import io.cdntopology.topology.PartId;
import java.util.List;

/** The two volumes that edges serve from, at {@code /www} and {@code /etc/nginx}, and the container that owns them. */
sealed interface ContentVolumes permits OwnVolumes, AdoptedVolumes {
    /** The part that this container is. */
    PartId owner();

    /** Its name. */
    String container();

    /** The content root, in every container that has the volumes. */
    String contentRoot();

    /**
     * Gives a container the volumes.
     *
     * @param others what it has besides
     */
    HostConfig mount(HostConfig place, AccessMode mode, List<Bind> others);
}
