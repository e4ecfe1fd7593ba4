package io.cdntopology.operate;

import io.cdntopology.failure.CdnException;
import io.cdntopology.sync.EdgeReport;
import io.cdntopology.sync.Ledger;
import io.cdntopology.sync.WakeLoop;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes known in the coordination store what the edges said, for other processes: which edges there are, where, and what
 * they serve. In a thread of its own, as asking the edges must not wait for the store. Thread-safe.
 */
final class EdgeAnnouncer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EdgeAnnouncer.class);
    private static final Duration RETRY = Duration.ofSeconds(10);
    private static final Duration UNWOKEN = Duration.ofMinutes(5);

    private final Ledger ledger;
    private final WakeLoop loop;
    private volatile List<EdgeProof> proofs = List.of();

    EdgeAnnouncer(String name, Ledger ledger) {
        this.ledger = ledger;
        this.loop = new WakeLoop("cdn-" + name + "-announcer", this::pass);
        // What was announced goes with the lease of this process, and has to be announced again under the next one.
        ledger.onChange(loop::wake);
    }

    /** Announces what is new in these. Returns at once. */
    void announce(List<EdgeProof> found) {
        proofs = found;
        loop.wake();
    }

    private Duration pass() {
        try {
            ledger.report(proofs.stream()
                    .map(proof -> new EdgeReport(
                            proof.edge(), proof.address(), proof.commit(), proof.trouble(), proof.since()))
                    .toList());
            return UNWOKEN;
        } catch (CdnException e) {
            LOG.debug("What the edges serve could not be made known", e);
            return RETRY;
        }
    }

    @Override
    public void close() {
        loop.close();
    }
}
