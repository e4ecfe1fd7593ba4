package io.cdntopology.docker;

import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;
import io.cdntopology.topology.PartId;
import io.cdntopology.topology.PartKind;
import java.util.List;
import java.util.stream.Stream;

/**
 * Those of a content container that was adopted. Its other volumes are nobody's business, and its volumes of the same
 * names are others if it is made anew: so they are taken by name, which also keeps an engine from removing them with
 * a container of this library, as it does with the last one that takes them from another.
 *
 * @param container     its name
 * @param www           the volume, or the directory of the host, that it has at {@code /www}
 * @param configuration the one at {@code /etc/nginx}
 */
record AdoptedVolumes(String container, String www, String configuration) implements ContentVolumes {
    static final PartId OWNER = new PartId(PartKind.CONTENT, "adopted");

    /** A directory of its own, so that nothing that is there already is in the way, or changed. */
    private static final String CONTENT_ROOT = EdgeFiles.CONTENT_ROOT + "/.cdn-topology";

    @Override
    public PartId owner() {
        return OWNER;
    }

    @Override
    public String contentRoot() {
        return CONTENT_ROOT;
    }

    @Override
    public HostConfig mount(HostConfig place, AccessMode mode, List<Bind> others) {
        Stream<Bind> volumes = Stream.of(
                new Bind(www, new Volume(EdgeFiles.CONTENT_ROOT), mode),
                new Bind(configuration, new Volume(EdgeFiles.CONFIGURATION), mode));
        return place.withBinds(Stream.concat(volumes, others.stream()).toList());
    }
}
