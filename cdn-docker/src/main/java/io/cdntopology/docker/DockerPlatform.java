package io.cdntopology.docker;

import io.cdntopology.event.CdnEvent;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.spi.Blueprint;
import io.cdntopology.spi.ContainerPlatform;
import io.cdntopology.spi.PlatformSession;
import io.cdntopology.topology.TopologyName;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * A platform whose edges are nginx containers on a Docker engine, fed by an agent in a container beside them.
 *
 * <p>A network named {@code docs} consists of, each labelled {@code io.cdntopology.name=docs}:
 *
 * <ul>
 *   <li>a container {@code cdn_docs_content_www} that never runs and owns the volumes {@code /www} and
 *       {@code /etc/nginx};
 *   <li>a container {@code cdn_docs_edge_NAME} for each edge, which has these volumes read-only;
 *   <li>a container {@code cdn_docs_agent_sync}, which writes {@code /www}: it follows the coordination store and fetches
 *       from git, and has no way to the engine;
 *   <li>containers such as {@code cdn_docs_service_etcd-1}, if the coordination store is to run here;
 *   <li>a container {@code cdn_docs_content_certificates}, if edges speak TLS, that never runs and owns the volume with their
 *       certificate, which edges have read-only and the agent has not;
 *   <li>volumes, and two networks: edges do not reach the coordination store.
 * </ul>
 *
 * <p>They live on when the application ends; the next start takes them over. What others have made can be taken over, too:
 * {@link #adopt}. Containers run without root's rights where
 * their image allows, with a read-only root, without capabilities, and cannot gain privileges.
 *
 * <p>An edge keeps up to 1,024 connections at a time for each processor of the engine's machine, and ends idle ones when it
 * has no more.
 *
 * <p>Immutable: each option returns a new description. An option takes one value; setting it a second time throws
 * {@link CdnException} with {@code OPTION_SET_TWICE}.
 */
public final class DockerPlatform implements ContainerPlatform {
    private final DockerHost host;
    private final DockerOptions options;

    DockerPlatform(DockerHost host, DockerOptions options) {
        this.host = host;
        this.options = options;
    }

    /**
     * The image of edges: nginx 1.22 or newer, 1.25.1 or newer with TLS, with {@code /bin/sh}. It runs as user 101. Default: the official
     * {@code nginx:1.30.5}, by its digest.
     */
    public DockerPlatform edgeImage(String reference) {
        return new DockerPlatform(host, options.withEdgeImage(reference));
    }

    /**
     * The image that the agent runs in: Java 17 or newer. Default: the official {@code eclipse-temurin:17.0.20_8-jre}, by
     * its digest.
     */
    public DockerPlatform agentImage(String reference) {
        return new DockerPlatform(host, options.withAgentImage(reference));
    }

    /**
     * The agent, as it is copied to the engine: {@code cdn-agent-VERSION-all.jar}. Default: the one on the class path, which
     * {@code cdn-agent-bundle} puts there.
     */
    public DockerPlatform agentJar(Path jar) {
        return new DockerPlatform(host, options.withAgentJar(jar));
    }

    /**
     * The address of the engine's machine that edges listen on; {@code 0.0.0.0} is all of them, and Docker opens its
     * machine's firewall for that. Default: {@code 127.0.0.1}, which nobody else can reach, for an engine of this machine;
     * all addresses for another one.
     */
    public DockerPlatform address(InetAddress address) {
        return new DockerPlatform(host, options.withAddress(address));
    }

    /**
     * Where the application keeps what it fetches to decide what is published, each network in a directory of its name.
     * Default: {@code cdn-topology/networks} in the user's cache directory, {@code ~/.cache} or {@code XDG_CACHE_HOME}.
     */
    public DockerPlatform workDirectory(Path directory) {
        return new DockerPlatform(host, options.withWorkDirectory(directory));
    }

    /**
     * Who pulls images from private registries; asked for each pull. Default: {@link RegistryCredentials#dockerConfig()}, what
     * {@code docker login} has kept.
     */
    public DockerPlatform registryCredentials(RegistryCredentials credentials) {
        return new DockerPlatform(host, options.withCredentials(credentials));
    }

    /**
     * Takes over what others have made: a content container with volumes at {@code /www} and {@code /etc/nginx}, as by
     * {@code docker create -v /etc/nginx -v /www --name www-content nginx /bin/true}, and the nginx containers that have
     * these volumes, as by {@code docker run --volumes-from www-content -p 8080:80 nginx}. Default: the network makes its
     * own. An edge whose port such a container publishes <em>is</em> that container; other edges are made beside it:
     *
     * <pre>{@code
     * CdnTopology.builder()
     *         .platform(Docker.local().adopt("www-content"))
     *         .edge("eu-1", edge -> edge.port(8080))
     *         …
     * }</pre>
     *
     * <p>What is adopted goes on running: it is never made anew or removed, and keeps its settings, whatever an edge's
     * limits are. If it has ended it is started, within ten seconds; if it was removed, the edge is made as part of the
     * network, and listens at {@link #address}. {@link io.cdntopology.Cdn#destroy} leaves it, and it goes on serving the last release.
     *
     * <p>Releases are kept in {@code /www/.cdn-topology}; what else is in {@code /www} is not touched. An adopted nginx serves
     * what it did until the first release is live. Then {@code /etc/nginx/nginx.conf} is renamed to
     * {@code nginx.conf.before-cdn-…}, one that serves releases takes its place, and nginx is told to reload, which ends
     * connections that are kept open, as each reload does. From then on it serves releases, and nothing that only its own
     * configuration said. It has to be nginx 1.22 or newer with the rights that it has by default, as the first process of
     * its container. If it cannot serve releases its configuration stays, or is put back, and
     * {@link io.cdntopology.CdnStatus#troubles} says why.
     *
     * <p>Other containers that have the volumes are left alone, such as one that runs {@code git pull}, which is of no more
     * use. Only one that publishes a port has to be an edge, or to be stopped: it would get the new configuration when it is
     * started the next time.
     *
     * <p>{@link #open} throws {@link CdnException} with {@code NOT_ADOPTABLE} if there is no such container, it is part of a
     * network, another network has adopted it, or it lacks one of the volumes; if a container that has them and runs
     * publishes a port that no edge has; and if those that are edges publish more than one port inside of them, or are
     * reached by IPv6.
     *
     * @param container its name
     * @throws CdnException with {@code INVALID_ARGUMENT} if that is no name of a container, {@code OPTION_SET_TWICE}
     */
    public DockerPlatform adopt(String container) {
        return new DockerPlatform(host, options.withAdopted(container));
    }

    @Override
    public String location() {
        return "Docker at " + host;
    }

    @Override
    public PlatformSession open(Blueprint blueprint, Consumer<CdnEvent> events) {
        TopologyName name = blueprint.topology().name();
        Path workDirectory = create(options.workDirectory(name), name);
        EngineConnection engine = EngineConnection.open(host, EngineConnection.DEFAULT_TIMEOUT);
        boolean opened = false;
        try {
            WantedParts wanted = WantedParts.of(blueprint, options, host, content(engine, new Labels(name)));
            DockerSession session = new DockerSession(engine, wanted, images(engine, events), workDirectory);
            session.requireAdoptable();
            opened = true;
            return session;
        } finally {
            if (!opened) {
                engine.close();
            }
        }
    }

    private ContentVolumes content(EngineConnection engine, Labels labels) {
        return options.adopted()
                .<ContentVolumes>map(name -> new AdoptedContent(host, name.value()).find(engine))
                .orElseGet(() -> new OwnVolumes(labels.name(OwnVolumes.OWNER)));
    }

    private Images images(EngineConnection engine, Consumer<CdnEvent> events) {
        return new Images(
                engine,
                options.credentials().orElseGet(RegistryCredentials::dockerConfig),
                TransferLimits.DEFAULT,
                (image, progress) -> events.accept(
                        new CdnEvent.ImagePulling(image.toString(), progress.bytesDone(), progress.bytesTotal())));
    }

    private static Path create(Path directory, TopologyName name) {
        try {
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw CdnException.of(
                    ErrorCode.STORE_UNUSABLE,
                    "Opening the platform of " + name,
                    new Problem(
                            directory.toString(),
                            "no directory can be created there (" + e + ")",
                            "give one that this process may write to by workDirectory(…)"),
                    e);
        }
    }

    /** Where it is. */
    @Override
    public String toString() {
        return location();
    }
}
