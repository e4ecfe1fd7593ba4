package io.cdntopology.spi;

import io.cdntopology.topology.HostId;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A host whose content root this process can write, and therefore keeps in sync itself.
 *
 * @param id          its name
 * @param contentRoot the directory that its edges serve from; absolute
 */
public record ContentHost(HostId id, Path contentRoot) {
    public ContentHost {
        Objects.requireNonNull(id, "id");
        contentRoot = contentRoot.toAbsolutePath().normalize();
    }
}
