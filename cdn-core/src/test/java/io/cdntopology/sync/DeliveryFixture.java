package io.cdntopology.sync;

import io.cdntopology.embedded.InMemoryContent;
import io.cdntopology.embedded.InMemoryCoordination;
import io.cdntopology.event.CdnEvent;
import io.cdntopology.release.CommitId;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.spi.ContentSource;
import io.cdntopology.spi.CoordinationClient;
import io.cdntopology.store.LiveRelease;
import io.cdntopology.store.ReleaseStore;
import io.cdntopology.store.SiteCheck;
import io.cdntopology.topology.ContentLimits;
import io.cdntopology.topology.HostId;
import io.cdntopology.topology.Retention;
import io.cdntopology.topology.TopologyName;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** A publisher and a host around a coordination store and a source in memory; nothing runs by itself but the ledger. */
final class DeliveryFixture implements AutoCloseable {
    static final HostId HOST = new HostId("host");

    final InMemoryCoordination coordination = InMemoryCoordination.create();
    final InMemoryContent site = InMemoryContent.create();
    final List<CdnEvent> events = new CopyOnWriteArrayList<>();
    final CoordinationClient client = coordination.connect();
    final Ledger ledger = new Ledger(client, new TopologyName("docs"));
    final ContentRepository repository;
    final ReleaseStore store;
    final Publisher publisher;
    final Synchronizer synchronizer;
    volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

    DeliveryFixture(Path directory) {
        this(directory, source -> source);
    }

    /** One whose source is made of {@link #site}. */
    DeliveryFixture(Path directory, UnaryOperator<ContentSource> source) {
        InstantSource clock = () -> now;
        repository = source.apply(site).open(directory.resolve("repository"));
        store = ReleaseStore.open(directory.resolve("www"), Retention.DEFAULT, ContentLimits.DEFAULT);
        publisher = publisher(ledger, repository, "test");
        synchronizer = new Synchronizer(HOST, store, repository, ledger, ledger::desired, clock, events::add);
        ledger.start();
    }

    Publisher publisher(Ledger itsLedger, ContentRepository itsRepository, String by) {
        InstantSource clock = () -> now;
        return new Publisher(
                itsLedger,
                itsRepository,
                site.location(),
                new Leadership(itsLedger, by, clock),
                ReleaseGate.of(new SiteCheck(ContentLimits.DEFAULT), itsRepository),
                clock,
                events::add);
    }

    CommitId push(String text) {
        return site.edit(e -> e.file("index.html", text)).commit(text);
    }

    Optional<CommitId> live() {
        return store.live().map(LiveRelease::release).map(release -> release.commit());
    }

    @Override
    public void close() {
        ledger.close();
        client.close();
        repository.close();
        store.close();
    }
}
