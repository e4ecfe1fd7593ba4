package io.cdntopology;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.operate.Coordinator;
import io.cdntopology.operate.Sources;
import io.cdntopology.spi.CertificateSource;
import io.cdntopology.spi.ContainerPlatform;
import io.cdntopology.spi.ContentSource;
import io.cdntopology.spi.Coordination;
import io.cdntopology.spi.ManagedCoordination;
import io.cdntopology.topology.ConfigurationRollout;
import io.cdntopology.topology.ContentLimits;
import io.cdntopology.topology.EdgeConfiguration;
import io.cdntopology.topology.EdgeId;
import io.cdntopology.topology.EdgeLimits;
import io.cdntopology.topology.EdgeSpec;
import io.cdntopology.topology.EdgeTls;
import io.cdntopology.topology.Retention;
import io.cdntopology.topology.Topology;
import io.cdntopology.topology.TopologyName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Describes a {@link CdnTopology}. {@link #build()} names all mistakes at once.
 *
 * <p>An option that takes one value is set once: setting it again throws {@link CdnException} with
 * {@code OPTION_SET_TWICE} and names the first value. Used by one thread at a time.
 */
public final class CdnTopologyBuilder {
    private static final String SET_FIX = "call it, for example ";

    private final Option<String> name = new Option<>("name");
    private final Option<ContentSource> content = new Option<>("content");
    private final Mounts mounts = new Mounts();
    private final Option<Coordinator> coordination = new Option<>("coordination");
    private final Option<ContainerPlatform> platform = new Option<>("platform");
    private final Option<Retention> retention = new Option<>("retention");
    private final Option<ContentLimits> limits = new Option<>("limits");
    private final Option<EdgeConfiguration> configuration = new Option<>("configuration");
    private final Option<ContentSource> configurationSource = new Option<>("configuration");
    private final Option<ConfigurationRollout> rollout = new Option<>("rollout");
    private final Option<CertificateSource> certificate = new Option<>("tls");
    private final Option<EdgeTls> tls = new Option<>("tls");
    private final List<EdgeBuilder> edges = new ArrayList<>();

    CdnTopologyBuilder() {}

    /** The name: 1 to 40 of {@code a-z 0-9 -}, starting with a letter and not ending in a dash. Required. */
    public CdnTopologyBuilder name(String value) {
        name.set(value);
        return this;
    }

    /** Where the content comes from. Required. */
    public CdnTopologyBuilder content(ContentSource source) {
        content.set(source);
        return this;
    }

    /**
     * Puts another source at a path of the site, up to four. Its commits and those of {@link #content} are released together: a
     * push to one of them releases its commit with those that the others are at, and all of them must be reachable for that.
     * What is kept out, as by a rollback, is kept out as long as its own source has nothing newer; the others go on.
     *
     * @param path names of directories, each after a slash, such as {@code /docs}. In the source around it nothing may be in
     *     that place
     */
    public CdnTopologyBuilder mount(String path, ContentSource source) {
        mounts.add(path, source);
        return this;
    }

    /** Who coordinates: a store that is there already. Required, this or the next. */
    public CdnTopologyBuilder coordination(Coordination value) {
        coordination.set(Coordinator.existing(value));
        return this;
    }

    /** Who coordinates: a store that the platform runs. */
    public CdnTopologyBuilder coordination(ManagedCoordination value) {
        coordination.set(Coordinator.managed(value));
        return this;
    }

    /** What edges run on. Required. */
    public CdnTopologyBuilder platform(ContainerPlatform value) {
        platform.set(value);
        return this;
    }

    /** Which releases stay on disk; default {@link Retention#DEFAULT}, five releases and one hour. */
    public CdnTopologyBuilder retention(Retention value) {
        retention.set(value);
        return this;
    }

    /** How large a release may be; default {@link ContentLimits#DEFAULT}. */
    public CdnTopologyBuilder limits(ContentLimits value) {
        limits.set(value);
        return this;
    }

    /** What edges say besides content, such as headers; default {@link EdgeConfiguration#DEFAULT}. */
    public CdnTopologyBuilder configuration(EdgeConfiguration value) {
        configuration.set(value);
        return this;
    }

    /**
     * Where the configuration of nginx comes from, which becomes {@code /etc/nginx} of each edge: a repository with
     * {@code nginx.conf} at its root, or one with {@code conf.d/*.conf} (for the block of {@code http}) and
     * {@code server.d/*.conf} (for the server that serves the content), which are added to the generated one. A commit is
     * tried where nobody asks it, then rolled out edge by edge, and undone and kept out if it does not do. Default: the
     * generated configuration. Needs a platform with nginx, such as {@code Docker.local()}.
     *
     * <p>The server that serves the content says {@code include cdn/edge.conf;}, by which the edge names what it serves.
     */
    public CdnTopologyBuilder configuration(ContentSource source) {
        configurationSource.set(source);
        return this;
    }

    /** As {@link #configuration(ContentSource)}, and how it is rolled out; default {@link ConfigurationRollout#DEFAULT}. */
    public CdnTopologyBuilder configuration(ContentSource source, ConfigurationRollout value) {
        configurationSource.set(source);
        rollout.set(value);
        return this;
    }

    /**
     * Where the certificate of edges comes from, which then answer over TLS, too, each on a second port: the same as over
     * plain HTTP. On nginx, which has to be 1.25.1 or newer then, in HTTP/2 to clients that speak it. What is renewed is taken
     * without a restart; what cannot be used is told in {@link CdnStatus#troubles}, and the one before stays. Default: no TLS.
     *
     * @param source such as {@code CertificateSource.files(chain, key)}; asked each minute
     */
    public CdnTopologyBuilder tls(CertificateSource source) {
        return tls(source, EdgeTls.DEFAULT);
    }

    /** As {@link #tls(CertificateSource)}, and how; default {@link EdgeTls#DEFAULT}. */
    public CdnTopologyBuilder tls(CertificateSource source, EdgeTls value) {
        certificate.set(source);
        tls.set(value);
        return this;
    }

    /** Adds an edge with all defaults. */
    public CdnTopologyBuilder edge(String id) {
        return edge(id, edge -> {});
    }

    /** Adds an edge. */
    public CdnTopologyBuilder edge(String id, Consumer<EdgeBuilder> settings) {
        EdgeBuilder edge = new EdgeBuilder(id);
        settings.accept(edge);
        edges.add(edge);
        return this;
    }

    /** Adds {@code count} edges with all defaults, named {@code prefix-1} and so on; 1 to 1,000. */
    public CdnTopologyBuilder edges(String prefix, int count) {
        if (count < 1 || count > 1_000) {
            throw CdnException.of(
                    ErrorCode.INVALID_ARGUMENT,
                    "Describing edges",
                    new Problem("edges(\"" + prefix + "\")", count + " is no number of edges", "give 1 to 1,000"));
        }
        for (int i = 1; i <= count; i++) {
            edge(prefix + "-" + i);
        }
        return this;
    }

    /**
     * Takes from another builder each option that takes one value and was not set here: what a company, or a test kit,
     * has for all of its networks. Edges and mounts are not taken. To be called last: what is taken counts as set.
     */
    public CdnTopologyBuilder orElse(CdnTopologyBuilder defaults) {
        name.orElse(defaults.name);
        content.orElse(defaults.content);
        coordination.orElse(defaults.coordination);
        platform.orElse(defaults.platform);
        retention.orElse(defaults.retention);
        limits.orElse(defaults.limits);
        configuration.orElse(defaults.configuration);
        configurationSource.orElse(defaults.configurationSource);
        rollout.orElse(defaults.rollout);
        certificate.orElse(defaults.certificate);
        tls.orElse(defaults.tls);
        return this;
    }

    /**
     * Builds the description.
     *
     * @throws CdnException with {@code INVALID_TOPOLOGY}; {@link CdnException#problems()} names every mistake
     */
    public CdnTopology build() {
        List<Problem> problems = new ArrayList<>();
        require(problems, name, "name(\"docs\")");
        require(problems, content, "content(Git.repository(\"https://git.example/site.git\"))");
        require(problems, coordination, "coordination(Embedded.coordination())");
        require(problems, platform, "platform(Embedded.platform())");
        Stream.of(content, configurationSource)
                .flatMap(source -> source.value().stream())
                .forEach(source -> problems.addAll(source.problems()));
        problems.addAll(mounts.problems());
        Optional<ContentSource> site = content.value().flatMap(source -> check(problems, () -> mounts.around(source)));
        Optional<TopologyName> validName =
                name.value().flatMap(value -> check(problems, () -> new TopologyName(value)));
        List<EdgeSpec> validEdges = new ArrayList<>();
        edges.forEach(edge -> check(problems, edge::build).ifPresent(validEdges::add));
        if (edges.isEmpty() || !validEdges.isEmpty()) {
            problems.addAll(Topology.problems(validEdges));
        }
        if (certificate.value().isEmpty()) {
            validEdges.forEach(edge -> requireNoTlsPort(problems, edge));
        }
        EdgeConfiguration said = configuration.value().orElse(EdgeConfiguration.DEFAULT);
        if (said.siteRules() && configurationSource.value().isPresent()) {
            problems.add(new Problem(
                    "configuration",
                    "it comes from a repository, and is to have the rules of the site besides",
                    "leave siteRules() out, and say in the repository what they say"));
        }
        if (!problems.isEmpty()) {
            throw CdnException.of(ErrorCode.INVALID_TOPOLOGY, "Building the topology", problems);
        }
        Topology topology = new Topology(
                validName.orElseThrow(),
                validEdges,
                retention.value().orElse(Retention.DEFAULT),
                limits.value().orElse(ContentLimits.DEFAULT),
                said,
                said.siteRules()
                        ? Optional.of(
                                ConfigurationRollout.builder().withContent().build())
                        : configurationSource
                                .value()
                                .map(source -> rollout.value().orElse(ConfigurationRollout.DEFAULT)),
                tls.value());
        return new CdnTopology(
                topology,
                new Sources(site.orElseThrow(), configurationSource.value(), certificate.value()),
                coordination.value().orElseThrow(),
                platform.value().orElseThrow());
    }

    private static void require(List<Problem> problems, Option<?> option, String example) {
        if (option.value().isEmpty()) {
            problems.add(new Problem(option.name(), "it is missing", SET_FIX + example));
        }
    }

    private static void requireNoTlsPort(List<Problem> problems, EdgeSpec edge) {
        if (edge.tlsPort() != EdgeSpec.ANY_PORT) {
            problems.add(new Problem(
                    "edge(\"" + edge.id() + "\").tlsPort",
                    "edges have no certificate",
                    SET_FIX + "tls(CertificateSource.files(chain, key)), or leave it out"));
        }
    }

    private static <T> Optional<T> check(List<Problem> problems, Supplier<T> value) {
        try {
            return Optional.of(value.get());
        } catch (CdnException e) {
            problems.addAll(e.problems());
            return Optional.empty();
        }
    }

    /** Settings of one edge. */
    public static final class EdgeBuilder {
        private final String id;
        private final Option<Integer> port;
        private final Option<Integer> tlsPort;
        private final Option<Long> memoryBytes;
        private final Option<Double> cpus;

        EdgeBuilder(String id) {
            this.id = id;
            this.port = option("port");
            this.tlsPort = option("tlsPort");
            this.memoryBytes = option("memoryBytes");
            this.cpus = option("cpus");
        }

        private <T> Option<T> option(String name) {
            return new Option<>("edge(\"" + id + "\")." + name);
        }

        /** The TCP port that the edge answers on, 1 to 65535; default a free one, which the edge's address tells. */
        public EdgeBuilder port(int value) {
            port.set(value);
            return this;
        }

        /** The one that it answers on over TLS, if there is a {@link CdnTopologyBuilder#tls certificate}; as {@link #port}. */
        public EdgeBuilder tlsPort(int value) {
            tlsPort.set(value);
            return this;
        }

        /**
         * How much memory the edge may use if it is a container, 16 MiB to 1 TiB; default 256 MiB. See
         * {@link EdgeLimits#memoryBytes}.
         */
        public EdgeBuilder memoryBytes(long value) {
            memoryBytes.set(value);
            return this;
        }

        /** How many processors the edge may use if it is a container, 0.1 to 1024; default all. */
        public EdgeBuilder cpus(double value) {
            cpus.set(value);
            return this;
        }

        EdgeSpec build() {
            EdgeLimits limits = new EdgeLimits(
                    memoryBytes.value().orElse(EdgeLimits.DEFAULT.memoryBytes()),
                    cpus.value().orElse(EdgeLimits.DEFAULT.cpus()));
            return new EdgeSpec(
                    new EdgeId(id),
                    port.value().orElse(EdgeSpec.ANY_PORT),
                    tlsPort.value().orElse(EdgeSpec.ANY_PORT),
                    limits);
        }
    }
}
