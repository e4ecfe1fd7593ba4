package io.cdntopology.topology;

import java.util.List;
import java.util.Objects;

/**
 * A container that a network needs besides its edges, such as a member of its coordination store. Those of one network
 * reach each other by their names.
 *
 * @param name          its name, unique in its network, and its host name there; of the same form as that of an edge
 * @param image         the image, with tag or digest
 * @param command       the command in it, with its arguments; at least one
 * @param port          the TCP port in it that the application connects to, 1 to 65535
 * @param dataDirectory the directory in it that is kept on a volume, absolute
 */
public record ServiceSpec(String name, String image, List<String> command, int port, String dataDirectory) {
    public ServiceSpec {
        Names.requireValid("service", name);
        Objects.requireNonNull(image, "image");
        Objects.requireNonNull(dataDirectory, "dataDirectory");
        command = List.copyOf(command);
    }
}
