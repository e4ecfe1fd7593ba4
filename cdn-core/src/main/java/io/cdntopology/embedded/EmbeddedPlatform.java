package io.cdntopology.embedded;

import io.cdntopology.event.CdnEvent;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.spi.Blueprint;
import io.cdntopology.spi.ContainerPlatform;
import io.cdntopology.spi.PlatformSession;
import io.cdntopology.topology.Topology;
import io.cdntopology.topology.TopologyName;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A platform whose edges are HTTP servers in this JVM: to try the library, and to test with it, without Docker.
 *
 * <p>It has one host, {@code local}, whose content root is {@code www} in the topology's directory. What the
 * application keeps is in {@code work} beside it. Edges listen on 127.0.0.1 and end with the session. Over TLS they speak HTTP/1.1.
 */
public final class EmbeddedPlatform implements ContainerPlatform {
    private final Optional<Path> directory;
    private final InetAddress address;

    private EmbeddedPlatform(Optional<Path> directory, InetAddress address) {
        this.directory = directory;
        this.address = address;
    }

    /** A platform that starts empty: each session has a directory of its own, which is deleted when it closes. */
    public static EmbeddedPlatform temporary() {
        return new EmbeddedPlatform(Optional.empty(), loopback());
    }

    /**
     * A platform that keeps its content, and serves it again when it is opened again.
     *
     * @param directory where everything is kept, each topology in a directory of its name; created where it is missing
     */
    public static EmbeddedPlatform at(Path directory) {
        return new EmbeddedPlatform(Optional.of(directory.toAbsolutePath().normalize()), loopback());
    }

    /**
     * A copy whose edges listen on another address of this machine. Default: 127.0.0.1, which nobody else can reach. An
     * address that is not this machine's own shows when an edge is created, as {@code EDGE_NOT_STARTED}.
     */
    public EmbeddedPlatform withAddress(InetAddress address) {
        return new EmbeddedPlatform(directory, Objects.requireNonNull(address, "address"));
    }

    @Override
    public String location() {
        return "this JVM, in " + directory.map(Path::toString).orElse("a temporary directory");
    }

    @Override
    public PlatformSession open(Blueprint blueprint, Consumer<CdnEvent> events) {
        Topology topology = blueprint.topology();
        TopologyName name = topology.name();
        if (!blueprint.services().isEmpty()) {
            throw CdnException.of(
                    ErrorCode.INVALID_TOPOLOGY,
                    "Starting " + blueprint.services().get(0).name(),
                    new Problem(
                            "platform",
                            "it runs no containers, and the coordination store is to be one",
                            "use Embedded.coordination(), or a store that runs already, or another platform"));
        }
        SessionDirectory opened = directory
                .map(kept -> SessionDirectory.kept(kept.resolve(name.value())))
                .orElseGet(() -> SessionDirectory.temporary(name));
        return new EmbeddedSession(topology, opened, address);
    }

    /** 127.0.0.1 also where the JVM prefers IPv6. */
    private static InetAddress loopback() {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }
}
