package io.cdntopology.operate;

import io.cdntopology.event.CdnEvent;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.observed.ObservedEdge;
import io.cdntopology.release.Release;
import io.cdntopology.spi.ConfigurableEdges;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.spi.ContentSource;
import io.cdntopology.spi.CoordinationClient;
import io.cdntopology.store.SiteCheck;
import io.cdntopology.sync.Desired;
import io.cdntopology.sync.Leadership;
import io.cdntopology.sync.Ledger;
import io.cdntopology.sync.Line;
import io.cdntopology.sync.Publisher;
import io.cdntopology.sync.Quarantine;
import io.cdntopology.sync.ReleaseGate;
import io.cdntopology.sync.WakeLoop;
import io.cdntopology.topology.ConfigurationRollout;
import io.cdntopology.topology.Topology;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of edges as it comes from a repository: what is new there is rolled out while this process leads, and
 * edges that serve by another one than the wanted are brought to it.
 *
 * <p>Thread-safe.
 */
public final class ConfigurationLine implements AutoCloseable {
    private static final Duration UNWOKEN = Duration.ofMinutes(5);
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final Resources resources = new Resources();
    private final Ledger ledger;

    /** Where it is decided what is wanted: its own ledger, or that of content that it is released together with. */
    private final Ledger decisions;

    private final Supplier<Optional<Desired>> wanted;
    private final RolloutStop stop;
    private final RolloutGate rollouts;
    private final ReleaseGate contentGate;
    private final Optional<Publisher> publisher;
    private final Optional<SourcePoller> poller;
    private final ContentRepository repository;
    private final WakeLoop repairing;
    private volatile List<EdgeProof> proofs = List.of();
    private volatile @Nullable CdnException repairFailure;

    /**
     * Starts to follow the source.
     *
     * @param source        where the configuration comes from
     * @param client        of the coordination store; not closed here
     * @param servers       the edges
     * @param edges         those that there are; answers at once
     * @param isContentLive whether there is content to serve
     * @param content       what decides on content
     * @param directory     of the fetched repository
     */
    ConfigurationLine(
            Topology topology,
            ContentSource source,
            CoordinationClient client,
            ConfigurableEdges servers,
            Supplier<List<ObservedEdge>> edges,
            BooleanSupplier isContentLive,
            ContentLine content,
            Path directory,
            String identity,
            Consumer<CdnEvent> events) {
        String name = topology.name() + "-configuration";
        InstantSource clock = InstantSource.system();
        ConfigurationRollout rollout = topology.rollout().orElseThrow();
        this.ledger = resources.add(new Ledger(client, topology.name(), Line.CONFIGURATION));
        this.repository = resources.add(source.open(directory));
        boolean together = rollout.withContent();
        this.decisions = together ? content.ledger() : ledger;
        this.wanted = together ? () -> decisions.desired().flatMap(Desired::ofConfiguration) : decisions::desired;
        Leadership leadership = together ? content.leadership() : new Leadership(ledger, identity, clock);
        Supplier<Optional<Release>> release = () -> wanted.get().map(Desired::release);
        SiteCheck check = new SiteCheck(topology.limits());
        this.stop = new RolloutStop(decisions, leadership);
        ServingCheck serving = new ServingCheck(rollout, isContentLive, stop);
        this.rollouts = resources.add(new RolloutGate(
                name, rollout, servers, edges, repository, ledger, release, leadership, check, serving, stop, events));
        this.contentGate = together
                ? new JointGate(content.gate(), rollouts, repository, release, content.ledger(), stop)
                : content.gate();
        Consumer<CdnEvent> ofConfiguration = event -> events.accept(new CdnEvent.OfConfiguration(event));
        this.publisher = together
                ? Optional.empty()
                : Optional.of(new Publisher(
                        ledger, repository, source.location(), leadership, rollouts, clock, ofConfiguration));
        ledger.start();
        this.poller = publisher.map(own ->
                resources.add(new SourcePoller(name, own, ledger, source.pollInterval(), ofConfiguration, () -> {})));
        this.repairing = resources.add(new WakeLoop("cdn-" + name + "-repair", this::repair));
        decisions.onChange(repairing::wake);
    }

    /**
     * What decides on content.
     *
     * @param ledger     where its decisions are made known
     * @param leadership who makes them
     * @param gate       what it has to pass for itself
     */
    record ContentLine(Ledger ledger, Leadership leadership, ReleaseGate gate) {}

    /** Decides which configuration is wanted; empty if the publisher of content does. */
    public Optional<Publisher> publisher() {
        return publisher;
    }

    /** What content has to pass. */
    ReleaseGate contentGate() {
        return contentGate;
    }

    /** The configuration that is wanted, as far as it is known here; empty before the first one. */
    public Optional<Desired> desired() {
        return wanted.get();
    }

    /** The commits that are kept out, as far as it is known here. */
    public List<Quarantine> quarantines() {
        return decisions.quarantines();
    }

    /** What does not work at the moment. */
    public List<CdnException> troubles() {
        List<CdnException> troubles = new ArrayList<>();
        poller.flatMap(SourcePoller::failure).ifPresent(troubles::add);
        ledger.trouble().ifPresent(troubles::add);
        Optional.ofNullable(repairFailure).ifPresent(troubles::add);
        if (desired().isEmpty()) {
            newest(quarantines()).map(ConfigurationLine::refused).ifPresent(troubles::add);
        }
        return troubles;
    }

    private static Optional<Quarantine> newest(List<Quarantine> quarantines) {
        return quarantines.stream().max(Comparator.comparing(Quarantine::at));
    }

    /** Why there is no configuration yet. */
    private static CdnException refused(Quarantine quarantine) {
        return CdnException.of(
                ErrorCode.CONFIGURATION_REFUSED,
                "Rolling out the first configuration",
                new Problem(quarantine.commit().value(), quarantine.reason(), "push a newer commit"));
    }

    /** Hears what the edges said. Returns at once. */
    void edgesSaid(List<EdgeProof> found) {
        proofs = found;
        repairing.wake();
    }

    private Duration repair() {
        Optional<CdnException> failure = rollouts.repair(proofs);
        repairFailure = failure.orElse(null);
        return failure.isPresent() ? RETRY : UNWOKEN;
    }

    /** Has a rollout that is under way end, and none begin. Returns at once. Idempotent. */
    void endRollouts() {
        stop.close();
    }

    /** Ends what is under way; edges serve by what they have. Idempotent. */
    @Override
    public void close() {
        endRollouts();
        repository.close();
        resources.close();
    }
}
