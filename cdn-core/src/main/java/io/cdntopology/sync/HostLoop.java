package io.cdntopology.sync;

import io.cdntopology.event.CdnEvent;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.store.ReleaseStore;
import io.cdntopology.topology.HostId;
import io.cdntopology.topology.TopologyName;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one host in sync, in a thread of its own, and has what is live compressed in another. The one place that turns
 * the outcome of a pass into the time of the next one.
 *
 * <p>Thread-safe. Does not close what it was given.
 */
public final class HostLoop implements AutoCloseable {
    /** Only so that a wake that was lost through a defect does no lasting harm. */
    private static final Duration UNWOKEN = Duration.ofMinutes(5);

    private final Synchronizer synchronizer;
    /** Of what clients are sent. */
    private final Optional<CompressionLoop> compression;

    private final WakeLoop loop;
    private volatile @Nullable Outcome outcome;

    /**
     * Starts the threads, the first of which looks at once and whenever the ledger changed. Tells first what was found
     * damaged when the store was opened.
     *
     * @param name       the name of the network
     * @param host       the host
     * @param store      its releases
     * @param repository where commits are fetched from
     * @param ledger     says what is wanted, and hears what is live
     * @param clock      the host's clock
     * @param events     hears what happened
     */
    public HostLoop(
            TopologyName name,
            HostId host,
            ReleaseStore store,
            ContentRepository repository,
            Ledger ledger,
            InstantSource clock,
            Consumer<CdnEvent> events) {
        this(name, host, store, repository, ledger, ledger::desired, clock, events);
    }

    /**
     * As the other one, where what is wanted is decided elsewhere; {@link #wake} is called when it changed.
     *
     * @param decided says what is wanted
     */
    public HostLoop(
            TopologyName name,
            HostId host,
            ReleaseStore store,
            ContentRepository repository,
            Ledger ledger,
            Supplier<Optional<Desired>> decided,
            InstantSource clock,
            Consumer<CdnEvent> events) {
        if (store.damagedTrees() > 0) {
            events.accept(new CdnEvent.DamageFound(host, store.damagedTrees()));
        }
        this.synchronizer = new Synchronizer(host, store, repository, ledger, decided, clock, events);
        String thread = "cdn-" + name + "-" + host + "-" + ledger.line();
        this.compression = ledger.line() == Line.CONTENT
                ? Optional.of(new CompressionLoop(thread + "-compress", host, store))
                : Optional.empty();
        this.loop = new WakeLoop(thread + "-sync", this::pass);
        ledger.onChange(loop::wake);
    }

    /** Something else may be wanted: looks. Returns at once. */
    public void wake() {
        loop.wake();
    }

    /** How the last pass ended; empty before the first one. */
    public Optional<Outcome> outcome() {
        return Optional.ofNullable(outcome);
    }

    /** Whether its thread runs: until {@link #close}. */
    public boolean isRunning() {
        return loop.isRunning();
    }

    private Duration pass() {
        Outcome made =
                compression.map(beside -> beside.standStill(synchronizer::pass)).orElseGet(synchronizer::pass);
        outcome = made;
        if (made instanceof Outcome.Progressing) {
            compression.ifPresent(CompressionLoop::wake);
        }
        return made.fold(
                () -> UNWOKEN, () -> Duration.ZERO, Outcome.Waiting::retryAfter, stalled -> Synchronizer.STALLED_RETRY);
    }

    /** Ends the threads after the pass that they are in; interrupts it if that takes more than five seconds. Idempotent. */
    @Override
    public void close() {
        loop.close();
        compression.ifPresent(CompressionLoop::close);
    }
}
