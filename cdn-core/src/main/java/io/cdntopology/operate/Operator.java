package io.cdntopology.operate;

import io.cdntopology.event.CdnEvent;
import io.cdntopology.event.Subscription;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.observed.ObservedEngine;
import io.cdntopology.plan.Plan;
import io.cdntopology.plan.Planner;
import io.cdntopology.release.Release;
import io.cdntopology.release.ReleaseDiff;
import io.cdntopology.rules.SiteRulesRepository;
import io.cdntopology.rules.SiteRulesSource;
import io.cdntopology.spi.Blueprint;
import io.cdntopology.spi.CertifiedEdges;
import io.cdntopology.spi.ConfigurableEdges;
import io.cdntopology.spi.ContainerPlatform;
import io.cdntopology.spi.ContentHost;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.spi.ContentSource;
import io.cdntopology.spi.CoordinationClient;
import io.cdntopology.spi.EdgeCertificate;
import io.cdntopology.spi.PlatformSession;
import io.cdntopology.store.ReleaseStore;
import io.cdntopology.store.SiteCheck;
import io.cdntopology.store.VariantEncoder;
import io.cdntopology.sync.HostLoop;
import io.cdntopology.sync.Leadership;
import io.cdntopology.sync.Ledger;
import io.cdntopology.sync.Publisher;
import io.cdntopology.sync.ReleaseFollower;
import io.cdntopology.sync.ReleaseGate;
import io.cdntopology.sync.WakeLoop;
import io.cdntopology.topology.Encoding;
import io.cdntopology.topology.Topology;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a topology real and keeps it real: opens the three ports, and runs what connects them.
 *
 * <p>Thread-safe.
 */
public final class Operator implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Operator.class);
    private static final Duration RECONCILE = Duration.ofSeconds(10);

    private final Topology topology;
    private final Resources resources;

    /** What needs the coordination store, and ends before that may. */
    private final Resources running;

    private final EventBus events;
    private final PlatformSession platform;
    private final Infrastructure infrastructure;
    private final Ledger ledger;
    private final ContentRepository repository;
    private final SiteCheck check;
    private final Publisher publisher;
    private final EdgeProver prover;
    private final ReleaseListeners listeners;
    private final SourcePoller poller;
    private final Optional<ConfigurationLine> configuration;
    private final Optional<CertificateLine> certificates;
    private final WakeLoop reconciling;

    /** Whether a release has been live on any host since this was started. */
    private final AtomicBoolean live = new AtomicBoolean();

    private Operator(
            Topology topology,
            Sources sources,
            Coordinator coordinator,
            ContainerPlatform containers,
            EventBus events,
            Resources resources) {
        ContentSource source = sources.content();
        InstantSource clock = InstantSource.system();
        String name = topology.name().value();
        this.topology = topology;
        this.resources = resources;
        this.events = resources.add(events);
        Blueprint blueprint = blueprint(topology, sources, coordinator);
        this.platform = resources.add(containers.open(blueprint, events));
        Optional<ConfigurableEdges> configurable = configurable(topology, platform, containers);
        Optional<CertifiedEdges> certified = certified(topology, platform, containers);
        Optional<EdgeCertificate> certificate =
                sources.certificate().map(from -> CertificateLine.read(from, clock.instant()));
        certificate.ifPresent(first -> certified.orElseThrow().begin(first));
        this.infrastructure = resources.add(new Infrastructure(name, platform, events));
        Map<ContentHost, ReleaseStore> stores = openStores();
        this.running = resources.add(new Resources());
        // Also before: what it refuses, or a disk that is full, leaves nothing behind then.
        this.repository = running.add(source.open(platform.workDirectory().resolve("content")));
        // Before anything is made: a platform that tells of changes need not be asked for the same again.
        List<Runnable> changed = new CopyOnWriteArrayList<>();
        platform.onChange(() -> changed.forEach(Runnable::run));
        infrastructure.reconcile();
        CoordinationClient client = running.add(
                coordinator.at(infrastructure.addresses(blueprint.services())).connect());
        this.ledger = running.add(new Ledger(client, topology.name()));
        EdgeAnnouncer announcer = running.add(new EdgeAnnouncer(name, ledger));
        this.prover = running.add(new EdgeProver(name, infrastructure::edges, ledger, clock, events));
        prover.onProofs(announcer::announce);
        ledger.onChange(prover::wake);
        this.listeners = running.add(new ReleaseListeners(name, ledger, events));
        stores.forEach((host, store) -> running.add(
                new HostLoop(topology.name(), host.id(), store, repository, ledger, clock, this::hostChanged)));
        ledger.start();
        Leadership leadership = new Leadership(ledger, identity(), clock);
        this.check = new SiteCheck(topology.limits());
        SiteRulesRepository rules = new SiteRulesRepository(repository);
        ReleaseGate gate = gate(ReleaseGate.of(check, repository), topology, rules);
        this.configuration = configurable.map(servers -> running.add(new ConfigurationLine(
                topology,
                sources.configuration().orElseGet(() -> new SiteRulesSource(source, rules)),
                client,
                servers,
                infrastructure::edges,
                this::isContentLive,
                new ConfigurationLine.ContentLine(ledger, leadership, gate),
                platform.workDirectory().resolve("configuration"),
                identity(),
                events)));
        configuration.ifPresent(line -> prover.onProofs(line::edgesSaid));
        this.publisher = new Publisher(
                ledger,
                repository,
                source.location(),
                leadership,
                configuration.map(ConfigurationLine::contentGate).orElse(gate),
                clock,
                events);
        this.poller =
                running.add(new SourcePoller(name, publisher, ledger, source.pollInterval(), events, prover::wake));
        this.certificates = certificate.map(first -> running.add(new CertificateLine(
                name,
                sources.certificate().orElseThrow(),
                first,
                topology.tls().orElseThrow().interval(),
                certified.orElseThrow(),
                infrastructure::edges,
                leadership::isHeld,
                clock,
                events)));
        certificates.ifPresent(line -> ledger.onChange(line::leadMayHaveChanged));
        this.reconciling = running.add(new WakeLoop("cdn-" + name + "-reconcile", this::reconcile));
        changed.add(reconciling::wake);
        ledger.onChange(this::reconcileAtFirstRelease);
        reconcileAtFirstRelease();
    }

    /** What waits for a release before it does its work, such as an edge that was adopted, need not wait longer. */
    private void reconcileAtFirstRelease() {
        if (isContentLive() && !live.getAndSet(true)) {
            reconciling.wake();
        }
    }

    private boolean isContentLive() {
        return ledger.hosts().stream().anyMatch(host -> host.live().isPresent());
    }

    private static Blueprint blueprint(Topology topology, Sources sources, Coordinator coordinator) {
        return new Blueprint(
                topology,
                coordinator.services(topology.name()),
                () -> sources.forAgent().and(coordinator.forAgent(topology.name())));
    }

    /** Edges that are not configured by files see the rules of a site by themselves. */
    private static Optional<ConfigurableEdges> configurable(
            Topology topology, PlatformSession platform, ContainerPlatform containers) {
        Optional<ConfigurableEdges> configurable = topology.rollout().flatMap(wanted -> platform.configurableEdges());
        if (topology.rollout().isPresent()
                && configurable.isEmpty()
                && !topology.configuration().siteRules()) {
            throw unable(
                    topology,
                    "configuration",
                    "edges on " + containers.location() + " take none from a repository",
                    "give an EdgeConfiguration, or another platform");
        }
        return configurable;
    }

    /** Rules that cannot be used are told before anything else is tried, and where nothing else is. */
    private static ReleaseGate gate(ReleaseGate content, Topology topology, ContentRepository rules) {
        return topology.configuration().siteRules()
                ? revision -> {
                    content.check(revision);
                    rules.at(revision.release().commit());
                }
                : content;
    }

    private static Optional<CertifiedEdges> certified(
            Topology topology, PlatformSession platform, ContainerPlatform containers) {
        return topology.tls()
                .map(wanted -> platform.certifiedEdges()
                        .orElseThrow(() -> unable(
                                topology,
                                "tls",
                                "edges on " + containers.location() + " speak none",
                                "leave it out, or give another platform")));
    }

    private static CdnException unable(Topology topology, String option, String why, String fix) {
        return CdnException.of(
                ErrorCode.INVALID_TOPOLOGY, "Starting '" + topology.name() + "'", new Problem(option, why, fix));
    }

    /** Before edges serve from them: what a power loss damaged is taken out of service by that. */
    private Map<ContentHost, ReleaseStore> openStores() {
        Map<ContentHost, ReleaseStore> stores = new LinkedHashMap<>();
        for (ContentHost host : platform.hosts()) {
            stores.put(
                    host,
                    resources.add(ReleaseStore.open(
                            host.contentRoot(), topology.retention(), topology.limits(), encoders())));
        }
        return stores;
    }

    /** Others need a library. */
    private List<VariantEncoder> encoders() {
        return topology.configuration().encodings().contains(Encoding.GZIP)
                ? List.of(VariantEncoder.gzip())
                : List.of();
    }

    /**
     * Opens the ports, then the stores, which are verified after a restart of the machine, and only then starts the
     * edges. The first publication is attempted in the background. If anything fails, what was opened is closed again.
     *
     * @param events hears what happens; closed with the operator
     * @throws CdnException if the topology cannot be made real as it is described
     */
    public static Operator start(
            Topology topology,
            Sources sources,
            Coordinator coordinator,
            ContainerPlatform containers,
            EventBus events) {
        Resources resources = new Resources();
        boolean started = false;
        try {
            Operator operator = new Operator(topology, sources, coordinator, containers, events, resources);
            started = true;
            return operator;
        } finally {
            if (!started) {
                resources.close();
            }
        }
    }

    /** What {@link #start} would do to the platform, without doing it. */
    public static Plan plan(Topology topology, Sources sources, Coordinator coordinator, ContainerPlatform containers) {
        try (PlatformSession platform = containers.open(blueprint(topology, sources, coordinator), event -> {})) {
            return Planner.plan(platform.wanted(), platform.observe());
        }
    }

    /** Removes the parts of a network from their platform, whoever has made them. */
    public static void destroy(Topology topology, ContainerPlatform containers) {
        try (PlatformSession platform = containers.open(Blueprint.of(topology), event -> {});
                Infrastructure parts = new Infrastructure(topology.name().value(), platform, event -> {})) {
            parts.destroy();
        }
    }

    private static String identity() {
        return "process " + ProcessHandle.current().pid();
    }

    /** The network as it is wanted. */
    public Topology topology() {
        return topology;
    }

    /** Tells what happens. */
    public EventBus events() {
        return events;
    }

    /** What is wanted, and what hosts say. */
    public Ledger ledger() {
        return ledger;
    }

    /** Decides what is wanted. */
    public Publisher publisher() {
        return publisher;
    }

    /** What says how edges serve; empty if that does not come from a repository. */
    public Optional<ConfigurationLine> configuration() {
        return configuration;
    }

    /** What is wrong with the certificate of edges at the moment. */
    public List<CdnException> certificateTroubles() {
        return certificates.map(CertificateLine::troubles).orElse(List.of());
    }

    /** What edges say. */
    public EdgeProver prover() {
        return prover;
    }

    /** What the network consists of on its platform. */
    public Infrastructure infrastructure() {
        return infrastructure;
    }

    /** The engines that it runs on. */
    public List<ObservedEngine> engines() {
        return platform.engines();
    }

    /** Why nothing new is published at the moment; empty while that works. */
    public Optional<CdnException> publishFailure() {
        return poller.failure();
    }

    /** What edges answer otherwise with one release than with another; brings close what is not here of either. */
    public ReleaseDiff diff(Release previous, Release release) {
        repository.at(previous.commit());
        repository.at(release.commit());
        return check.diff(previous, release, repository);
    }

    /** Does something for each release that becomes the wanted one, until the result is closed. */
    public Subscription onRelease(ReleaseFollower.Action listener) {
        return listeners.add(listener);
    }

    /** Why listeners of {@link #onRelease} failed that are to be called again. */
    public List<CdnException> listenerFailures() {
        return listeners.troubles();
    }

    /** An edge can be asked as soon as its host says so here, sooner than the coordination store tells of it. */
    private void hostChanged(CdnEvent event) {
        events.accept(event);
        if (event instanceof CdnEvent.Activated) {
            prover.askAtOnce();
        }
    }

    private Duration reconcile() {
        try {
            if (infrastructure.reconcile()) {
                prover.askAtOnce();
                certificates.ifPresent(CertificateLine::wake);
            }
        } catch (CdnException e) {
            LOG.warn("The network cannot be made what it should be, trying again in {}: {}", RECONCILE, e.getMessage());
            events.accept(new CdnEvent.RepairFailed(e));
        }
        return RECONCILE;
    }

    /** Stops what runs, and removes the parts of the network from their platform. */
    public void destroy() {
        listeners.close();
        configuration.ifPresent(ConfigurationLine::endRollouts);
        repository.close();
        running.close();
        infrastructure.destroy();
        close();
    }

    /**
     * Stops what runs, listeners first: what they call works until they end. Parts in this JVM end, others live on; what
     * is live stays live on disk. A fetch or a rollout that is under way is cut short. Idempotent.
     */
    @Override
    public void close() {
        listeners.close();
        configuration.ifPresent(ConfigurationLine::endRollouts);
        events.close();
        repository.close();
        resources.close();
    }
}
