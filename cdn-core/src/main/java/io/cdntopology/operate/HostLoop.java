package io.cdntopology.operate;

import io.cdntopology.event.CdnEvent;
import io.cdntopology.spi.ContentHost;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.store.ReleaseStore;
import io.cdntopology.sync.Ledger;
import io.cdntopology.sync.Outcome;
import io.cdntopology.sync.Synchronizer;
import io.cdntopology.sync.WakeLoop;
import io.cdntopology.topology.Topology;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;

/** Keeps one host in sync. The one place that turns the outcome of a pass into the time of the next one. */
final class HostLoop implements AutoCloseable {
    /** Only so that a wake that was lost through a defect does no lasting harm. */
    private static final Duration UNWOKEN = Duration.ofMinutes(5);

    private final ReleaseStore store;
    private final Synchronizer synchronizer;
    private final WakeLoop loop;

    HostLoop(
            Topology topology,
            ContentHost host,
            ContentRepository repository,
            Ledger ledger,
            InstantSource clock,
            Consumer<CdnEvent> events) {
        this.store = ReleaseStore.open(host.contentRoot(), topology.retention(), topology.limits());
        if (store.damagedTrees() > 0) {
            events.accept(new CdnEvent.DamageFound(host.id(), store.damagedTrees()));
        }
        this.synchronizer = new Synchronizer(host.id(), store, repository, ledger, clock, events);
        this.loop = new WakeLoop("cdn-" + topology.name() + "-" + host.id() + "-sync", this::pass);
        ledger.onChange(loop::wake);
    }

    private Duration pass() {
        return synchronizer
                .pass()
                .fold(
                        () -> UNWOKEN,
                        () -> Duration.ZERO,
                        Outcome.Waiting::retryAfter,
                        stalled -> Synchronizer.STALLED_RETRY);
    }

    @Override
    public void close() {
        loop.close();
        store.close();
    }
}
