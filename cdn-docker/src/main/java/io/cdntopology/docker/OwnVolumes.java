package io.cdntopology.docker;

import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.HostConfig;
import io.cdntopology.topology.PartId;
import io.cdntopology.topology.PartKind;
import java.util.List;

/**
 * Those of a content container that is part of the network.
 *
 * @param container its name
 */
record OwnVolumes(String container) implements ContentVolumes {
    static final PartId OWNER = new PartId(PartKind.CONTENT, "www");

    @Override
    public PartId owner() {
        return OWNER;
    }

    @Override
    public String contentRoot() {
        return EdgeFiles.CONTENT_ROOT;
    }

    @Override
    public HostConfig mount(HostConfig place, AccessMode mode, List<Bind> others) {
        return place.withVolumesFrom(Isolation.volumesOf(container, mode)).withBinds(others);
    }
}
