package io.cdntopology.benchmarks;

import io.cdntopology.embedded.InMemoryContent;
import io.cdntopology.etcd.Etcd;
import io.cdntopology.failure.CdnException;
import io.cdntopology.release.Release;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.spi.CoordinationClient;
import io.cdntopology.store.SiteCheck;
import io.cdntopology.sync.Desired;
import io.cdntopology.sync.HostReport;
import io.cdntopology.sync.Leadership;
import io.cdntopology.sync.Ledger;
import io.cdntopology.sync.Line;
import io.cdntopology.sync.Publisher;
import io.cdntopology.sync.ReleaseGate;
import io.cdntopology.sync.WakeLoop;
import io.cdntopology.topology.ContentLimits;
import io.cdntopology.topology.HostId;
import io.cdntopology.topology.TopologyName;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Agents that say of each release that it is live, and an application that publishes and hears of that. */
final class AgentFleet implements Fleet {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration RETRY = Duration.ofMillis(100);
    private static final Duration UNWOKEN = Duration.ofHours(1);

    private final TopologyName name;
    private final InMemoryContent site = InMemoryContent.create();
    private final CoordinationClient client;
    private final Ledger ledger;
    private final ContentRepository repository;
    private final Publisher publisher;
    private final List<Agent> agents = new ArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int round;

    AgentFleet(String url, int size, Path directory) throws InterruptedException {
        name = new TopologyName("fanout-" + size);
        client = Etcd.endpoints(url).connect();
        ledger = new Ledger(client, name);
        repository = site.open(directory);
        publisher = new Publisher(
                ledger,
                repository,
                site.location(),
                new Leadership(ledger, "bench", InstantSource.system()),
                ReleaseGate.of(new SiteCheck(ContentLimits.DEFAULT), repository),
                InstantSource.system(),
                event -> {});
        ledger.onChange(this::signal);
        ledger.start();
        for (int i = 0; i < size; i++) {
            agents.add(new Agent(url, new HostId("host-" + i)));
        }
        round();
    }

    private void signal() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Duration round() throws InterruptedException {
        String text = "round " + round++;
        site.edit(edit -> edit.file("index.html", text)).commit(text);
        long start = System.nanoTime();
        Release release = publisher.publish().release();
        lock.lock();
        try {
            long left = PATIENCE.toNanos();
            while (!isAcknowledged(release)) {
                left = changed.awaitNanos(left);
                if (left <= 0) {
                    throw new IllegalStateException(new TimeoutException("not every agent has answered"));
                }
            }
        } finally {
            lock.unlock();
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private boolean isAcknowledged(Release release) {
        List<HostReport> reports = ledger.hosts();
        Optional<Release> wanted = Optional.of(release);
        return reports.size() == agents.size()
                && reports.stream().allMatch(report -> report.live().equals(wanted));
    }

    @Override
    public void close() {
        agents.forEach(Agent::close);
        ledger.close();
        client.close();
        repository.close();
    }

    /** All of an agent but the files. */
    private final class Agent implements AutoCloseable {
        private final HostId host;
        private final CoordinationClient itsClient;
        private final Ledger itsLedger;
        private final WakeLoop loop;

        Agent(String url, HostId host) {
            this.host = host;
            this.itsClient = Etcd.endpoints(url).timeout(PATIENCE).connect();
            this.itsLedger = Ledger.ofHost(itsClient, name, Line.CONTENT);
            this.loop = new WakeLoop(host.value(), this::pass);
            itsLedger.onChange(loop::wake);
            itsLedger.start();
        }

        private Duration pass() {
            Optional<Release> wanted = itsLedger.desired().map(Desired::release);
            try {
                if (wanted.isPresent()) {
                    itsLedger.report(new HostReport(host, HostReport.State.CONVERGED, wanted, "", Instant.now()));
                }
                return UNWOKEN;
            } catch (CdnException e) {
                return RETRY;
            }
        }

        @Override
        public void close() {
            loop.close();
            itsLedger.close();
            itsClient.close();
        }
    }
}
