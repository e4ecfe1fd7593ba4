package io.cdntopology.docker;

import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.HostConfig;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.spi.Blueprint;
import io.cdntopology.topology.ConfigurationRollout;
import io.cdntopology.topology.EdgeSpec;
import io.cdntopology.topology.Part;
import io.cdntopology.topology.PartId;
import io.cdntopology.topology.PartKind;
import io.cdntopology.topology.ServiceSpec;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The parts that a network consists of on an engine. Immutable.
 *
 * @param labels  by which they are known
 * @param content the volumes that edges serve from
 * @param nginx   what the nginx of edges have
 * @param view    where edges find a configuration that comes from a repository; empty if none does
 * @param specs   what each is, those before that others need
 * @param agent   the files of the agent
 */
record WantedParts(
        Labels labels,
        ContentVolumes content,
        NginxSettings nginx,
        Optional<EdgeView> view,
        Map<PartId, PartSpec> specs,
        AgentFiles agent) {
    static final PartId CONTENT = OwnVolumes.OWNER;
    static final PartId CERTIFICATES = new PartId(PartKind.CONTENT, "certificates");
    static final PartId AGENT = new PartId(PartKind.AGENT, "sync");
    private static final PartId EDGES = new PartId(PartKind.NETWORK, "edges");
    private static final PartId COORDINATION = new PartId(PartKind.NETWORK, "coordination");
    private static final PartId WWW = new PartId(PartKind.VOLUME, "www");
    private static final PartId NGINX = new PartId(PartKind.VOLUME, "nginx");
    private static final PartId CERTIFICATE_DATA = new PartId(PartKind.VOLUME, "certificates");
    private static final PartId AGENT_DATA = new PartId(PartKind.VOLUME, "agent");

    private static final long MIB = 1L << 20;
    private static final long NANO = 1_000_000_000;
    private static final long AGENT_MEMORY = 256 * MIB;
    private static final long SERVICE_MEMORY = 1024 * MIB;
    private static final String LOOPBACK = "127.0.0.1";
    private static final String ALL_ADDRESSES = "0.0.0.0";

    static WantedParts of(Blueprint blueprint, DockerOptions options, DockerHost host, ContentVolumes content) {
        return new Design(blueprint, options, host, content).draw();
    }

    /** The files that edges are started with, in the order in which they are written; never changed. */
    List<SeedFile> configurationFiles() {
        return view.map(EdgeView::files).orElseGet(() -> List.of(EdgeFiles.configuration(nginx)));
    }

    /** The file that the nginx of an edge starts with, in its container. */
    String mainConfiguration() {
        return view.isPresent()
                ? EdgeFiles.CONFIGURATION + "/nginx.conf"
                : "/" + EdgeFiles.configuration(nginx).path();
    }

    /** The directories that the agent keeps releases in. */
    List<String> storeRoots() {
        return view.isPresent() ? List.of(content.contentRoot(), EdgeView.AGENT_ROOT) : List.of(content.contentRoot());
    }

    /** What it consists of, for a plan. */
    List<Part> parts() {
        return specs.entrySet().stream()
                .map(spec -> part(spec.getKey(), spec.getValue()))
                .toList();
    }

    private Part part(PartId id, PartSpec spec) {
        return new Part(id, spec.settings(labels.name(id)), spec.needs());
    }

    /** Draws the parts one by one. */
    private static final class Design {
        private final Blueprint blueprint;
        private final DockerOptions options;
        private final DockerHost host;
        private final ContentVolumes content;
        private final NginxSettings nginx;
        private final Optional<EdgeView> view;
        private final Labels labels;
        private final Map<PartId, PartSpec> specs = new LinkedHashMap<>();

        Design(Blueprint blueprint, DockerOptions options, DockerHost host, ContentVolumes content) {
            this.blueprint = blueprint;
            this.options = options;
            this.host = host;
            this.content = content;
            NginxSettings generated = NginxSettings.DEFAULT
                    .withContentRoot(content.contentRoot())
                    .withConfiguration(blueprint.topology().configuration())
                    .withReleases(blueprint.topology().retention().releases())
                    .withTls(blueprint.topology().tls());
            Optional<ConfigurationRollout> rollout = blueprint.topology().rollout();
            this.nginx = rollout.map(described -> generated.withPort(described.port()))
                    .orElse(generated);
            this.view = rollout.map(described -> new EdgeView(nginx, described.withContent()));
            this.labels = new Labels(blueprint.topology().name());
        }

        WantedParts draw() {
            requireOwnContent();
            AgentFiles agent = AgentFiles.of(blueprint, options, host, content.contentRoot());
            List.of(COORDINATION, EDGES).forEach(network -> specs.put(network, new PartSpec.Network()));
            specs.put(AGENT_DATA, new PartSpec.Volume());
            blueprint.services().forEach(service -> specs.put(volume(service), new PartSpec.Volume()));
            drawContent();
            nginx.tls().ifPresent(how -> drawCertificates());
            blueprint
                    .services()
                    .forEach(service -> specs.put(
                            new PartId(PartKind.SERVICE, service.name()),
                            new PartSpec.Container(service(service), Set.of(COORDINATION, volume(service)))));
            // It waits for the coordination store by itself.
            Set<PartId> needsOfAgent = Set.of(COORDINATION, AGENT_DATA, content.owner());
            specs.put(AGENT, new PartSpec.Container(agent(agent), needsOfAgent));
            Set<PartId> needsOfEdges = nginx.tls().isPresent()
                    ? Set.of(EDGES, content.owner(), CERTIFICATES)
                    : Set.of(EDGES, content.owner());
            blueprint
                    .topology()
                    .edges()
                    .forEach(edge -> specs.put(PartId.of(edge.id()), new PartSpec.Container(edge(edge), needsOfEdges)));
            return new WantedParts(labels, content, nginx, view, specs, agent);
        }

        /** What others made has a configuration that others see, too. */
        private void requireOwnContent() {
            if (nginx.tls().isPresent() && content instanceof AdoptedVolumes) {
                throw CdnException.of(
                        ErrorCode.INVALID_TOPOLOGY,
                        "Describing the network to the engine",
                        new Problem("tls", "edges that were adopted speak none", "leave adopt(…) out, or tls(…)"));
            }
            if (view.isPresent() && content instanceof AdoptedVolumes) {
                throw CdnException.of(
                        ErrorCode.INVALID_TOPOLOGY,
                        "Describing the network to the engine",
                        new Problem(
                                "configuration",
                                "edges that were adopted take none from a repository, and no rules of a site",
                                "leave adopt(…) out, or configuration(…) and siteRules()"));
            }
        }

        private static PartId volume(ServiceSpec service) {
            return new PartId(PartKind.VOLUME, service.name());
        }

        private void drawContent() {
            if (content instanceof AdoptedVolumes adopted) {
                specs.put(adopted.owner(), new PartSpec.Adopted(adopted.container()));
                return;
            }
            List.of(WWW, NGINX).forEach(volume -> specs.put(volume, new PartSpec.Volume()));
            specs.put(content.owner(), new PartSpec.Container(contentContainer(), Set.of(WWW, NGINX)));
        }

        /** Beside the content, whose volumes the agent has, too. */
        private void drawCertificates() {
            specs.put(CERTIFICATE_DATA, new PartSpec.Volume());
            specs.put(
                    CERTIFICATES,
                    new PartSpec.Container(
                            owner(Isolation.volume(labels.name(CERTIFICATE_DATA), EdgeCertificates.DIRECTORY)),
                            Set.of(CERTIFICATE_DATA)));
        }

        private ContainerSpec contentContainer() {
            return owner(
                    Isolation.volume(labels.name(WWW), EdgeFiles.CONTENT_ROOT),
                    Isolation.volume(labels.name(NGINX), EdgeFiles.CONFIGURATION));
        }

        /** A container that never runs, and has volumes. */
        private ContainerSpec owner(Bind... volumes) {
            Supplier<HostConfig> place = () -> Isolation.neverRunning().withBinds(volumes);
            return new ContainerSpec(
                    options.edgeImageName(),
                    List.of("/bin/true"),
                    "",
                    new TreeMap<>(),
                    "none",
                    List.of(),
                    List.of(),
                    "SIGTERM",
                    "",
                    Optional.empty(),
                    Optional.empty(),
                    place);
        }

        private ContainerSpec edge(EdgeSpec edge) {
            String network = labels.name(EDGES);
            List<Bind> others = new ArrayList<>();
            view.ifPresent(unused -> others.add(Isolation.readOnlyVolume(labels.name(NGINX), EdgeView.VOLUME)));
            nginx.tls()
                    .ifPresent(how -> others.add(
                            Isolation.readOnlyVolume(labels.name(CERTIFICATE_DATA), EdgeCertificates.DIRECTORY)));
            Map<String, String> inMemory = new TreeMap<>(EdgeFiles.MEMORY_FILE_SYSTEMS);
            view.ifPresent(unused -> inMemory.putAll(EdgeView.MEMORY_FILE_SYSTEM));
            Supplier<HostConfig> place =
                    () -> content.mount(Isolation.running(network, edge.limits().memoryBytes()), AccessMode.ro, others)
                            .withNanoCPUs(Math.round(edge.limits().cpus() * NANO))
                            .withTmpFs(inMemory);
            return new ContainerSpec(
                    options.edgeImageName(),
                    view.map(EdgeView::command).orElseGet(() -> EdgeFiles.command(nginx)),
                    EdgeFiles.USER,
                    new TreeMap<>(),
                    network,
                    List.of(edge.id().value()),
                    EdgeFiles.healthCheck(nginx),
                    "SIGQUIT",
                    "",
                    Optional.of(new PublishedPort(nginx.port(), edgeAddress(), edge.port())),
                    nginx.tls().map(how -> new PublishedPort(how.port(), edgeAddress(), edge.tlsPort())),
                    place);
        }

        private String edgeAddress() {
            return options.address()
                    .map(InetAddress::getHostAddress)
                    .orElse(host.address().isThisMachine() ? LOOPBACK : ALL_ADDRESSES);
        }

        private ContainerSpec agent(AgentFiles agent) {
            String network = labels.name(COORDINATION);
            List<Bind> binds = agent.binds(labels.name(AGENT_DATA));
            Supplier<HostConfig> place =
                    () -> content.mount(Isolation.running(network, AGENT_MEMORY), AccessMode.rw, binds)
                            .withTmpFs(Map.of("/tmp", "rw,nosuid,nodev,size=64m"));
            return new ContainerSpec(
                    options.agentImageName(),
                    AgentFiles.COMMAND,
                    AgentFiles.USER,
                    new TreeMap<>(Map.of("MALLOC_ARENA_MAX", "2")),
                    network,
                    List.of(AGENT.name()),
                    List.of(),
                    "SIGTERM",
                    agent.fingerprint(),
                    Optional.empty(),
                    Optional.empty(),
                    place);
        }

        private ContainerSpec service(ServiceSpec service) {
            if (!host.address().isThisMachine()) {
                throw CdnException.of(
                        ErrorCode.INVALID_TOPOLOGY,
                        "Placing " + service.name(),
                        new Problem(
                                "coordination",
                                "it would be open to everybody who reaches " + host
                                        + ", where this application has to reach it",
                                "give a coordination store that runs already, with TLS and users"));
            }
            String network = labels.name(COORDINATION);
            Supplier<HostConfig> place = () -> Isolation.running(network, SERVICE_MEMORY)
                    .withBinds(Isolation.volume(labels.name(volume(service)), service.dataDirectory()));
            return new ContainerSpec(
                    service.image(),
                    service.command(),
                    "",
                    new TreeMap<>(),
                    network,
                    List.of(service.name()),
                    List.of(),
                    "SIGTERM",
                    "",
                    Optional.of(new PublishedPort(service.port(), LOOPBACK, EdgeSpec.ANY_PORT)),
                    Optional.empty(),
                    place);
        }
    }
}
