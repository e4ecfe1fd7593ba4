package io.cdntopology.operate;

import io.cdntopology.event.CdnEvent;
import io.cdntopology.observed.ObservedEdge;
import io.cdntopology.release.CommitId;
import io.cdntopology.release.Release;
import io.cdntopology.sync.Desired;
import io.cdntopology.sync.HostReport;
import io.cdntopology.sync.Ledger;
import io.cdntopology.sync.WakeLoop;
import io.cdntopology.topology.EdgeId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Proves which release is served, by asking each edge: at once when a host says that it has made a release live, often
 * while an edge does not serve what its host has, seldom otherwise.
 *
 * <p>Thread-safe.
 */
public final class EdgeProver implements AutoCloseable {
    private static final Duration SOON = Duration.ofMillis(10);
    private static final Duration LATER = Duration.ofMillis(250);
    private static final Duration SELDOM = Duration.ofSeconds(5);

    private final Supplier<List<ObservedEdge>> edges;
    private final Ledger ledger;
    private final InstantSource clock;
    private final Consumer<CdnEvent> events;
    private final List<Consumer<List<EdgeProof>>> listeners = new CopyOnWriteArrayList<>();
    private final EdgeClient client = new EdgeClient();
    private final ChangeSignal changed = new ChangeSignal();

    /** Guarded by itself. */
    private final Map<EdgeId, EdgeProof> proofs = new TreeMap<>();

    /** The decision that was told last of each edge; used by the loop only. */
    private final Map<EdgeId, Long> told = new HashMap<>();

    private final WakeLoop loop;
    private final AtomicBoolean atOnce = new AtomicBoolean();
    private Duration delay = SOON;
    private long seen;
    private List<HostReport> seenReports = List.of();

    /** When to ask next if nothing happens before, of {@link System#nanoTime}. */
    private long nextAt = System.nanoTime();

    /**
     * Starts to ask edges.
     *
     * @param edges  those that there are; asked for each time, and answers at once
     */
    EdgeProver(
            String name,
            Supplier<List<ObservedEdge>> edges,
            Ledger ledger,
            InstantSource clock,
            Consumer<CdnEvent> events) {
        this.edges = edges;
        this.ledger = ledger;
        this.clock = clock;
        this.events = events;
        this.loop = new WakeLoop("cdn-" + name + "-prover", this::pass);
    }

    /** Adds a listener that hears what all edges said, each time they were asked; it has to return at once. */
    void onProofs(Consumer<List<EdgeProof>> listener) {
        listeners.add(listener);
    }

    /** Something may have been decided: looks whether there is something to ask. Returns at once. */
    public void wake() {
        loop.wake();
    }

    /** A host has just made a release live, or there are other edges: asks at once. Returns at once. */
    public void askAtOnce() {
        atOnce.set(true);
        loop.wake();
    }

    /** What the edges said when they were asked last, by name. */
    public List<EdgeProof> proofs() {
        synchronized (proofs) {
            return List.copyOf(proofs.values());
        }
    }

    /**
     * Waits until a condition holds, which is looked at whenever edges have been asked.
     *
     * @return whether it holds
     */
    public boolean await(BooleanSupplier condition, Duration timeout) throws InterruptedException {
        return changed.await(condition, timeout);
    }

    private Duration pass() {
        boolean isNews = isNews();
        if (isDecision() && !isNews) {
            nextAt = System.nanoTime() + nextDelay().toNanos();
        }
        long left = nextAt - System.nanoTime();
        if (left > 0 && !isNews) {
            // What wakes it may be a failure that somebody waits for.
            changed.tell();
            return Duration.ofNanos(left);
        }
        Duration next = ask();
        nextAt = System.nanoTime() + next.toNanos();
        return next;
    }

    /** Whether another release is wanted than at the pass before. */
    private boolean isDecision() {
        long sequence = ledger.desired().map(Desired::sequence).orElse(0L);
        boolean isNew = sequence != seen;
        seen = sequence;
        return isNew;
    }

    /** Whether there is something to ask for: usually a host has made a release live, here or elsewhere. */
    private boolean isNews() {
        List<HostReport> reports = ledger.hosts();
        boolean reported = !reports.equals(seenReports);
        seenReports = reports;
        return atOnce.getAndSet(false) || reported;
    }

    private Duration ask() {
        List<ObservedEdge> asked = edges.get();
        List<CompletableFuture<EdgeClient.Answer>> answers =
                asked.stream().map(client::ask).toList();
        List<EdgeProof> found = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            found.add(prove(asked.get(i), answers.get(i).join()));
        }
        Optional<Desired> desired = ledger.desired();
        desired.ifPresent(wanted -> found.forEach(proof -> tell(proof, wanted)));
        replace(found);
        if (desired.isEmpty() || serveAll(found, desired.get().release().commit())) {
            delay = SOON;
            return SELDOM;
        }
        return nextDelay();
    }

    /** Tells once of each edge and each decision. */
    private void tell(EdgeProof proof, Desired wanted) {
        CommitId commit = wanted.release().commit();
        if (proof.serves(commit) && !Objects.equals(told.put(proof.edge(), wanted.sequence()), wanted.sequence())) {
            events.accept(new CdnEvent.EdgeServing(proof.edge(), commit, wanted.since(proof.since())));
        }
    }

    private static boolean serveAll(List<EdgeProof> proofs, CommitId commit) {
        return proofs.stream().allMatch(proof -> proof.serves(commit));
    }

    /** While an edge does not serve what is wanted. */
    private Duration nextDelay() {
        if (isHostAtWork()) {
            // It says so when it is done, and needs the processor until then.
            delay = SOON;
            return LATER;
        }
        Duration now = delay;
        delay = delay.compareTo(LATER) < 0 ? delay.multipliedBy(2) : LATER;
        return now;
    }

    /** Whether a host has not said yet that what is wanted is live on it. */
    private boolean isHostAtWork() {
        Optional<Release> wanted = ledger.desired().map(Desired::release);
        return ledger.hosts().stream().anyMatch(report -> !report.live().equals(wanted));
    }

    private EdgeProof prove(ObservedEdge edge, EdgeClient.Answer answer) {
        EdgeId id = edge.id();
        EdgeProof before = before(id);
        Instant now = clock.instant();
        if (answer instanceof EdgeClient.Answer.Trouble trouble) {
            Instant since = before == null || before.commit().isPresent() ? now : before.since();
            return new EdgeProof(id, edge.address(), Optional.empty(), Optional.empty(), since, trouble.why());
        }
        EdgeClient.Answer.Serves serves = (EdgeClient.Answer.Serves) answer;
        CommitId commit = serves.commit();
        Instant since = before != null && before.serves(commit) ? before.since() : now;
        return new EdgeProof(id, edge.address(), Optional.of(commit), serves.configuration(), since, "");
    }

    private @Nullable EdgeProof before(EdgeId id) {
        synchronized (proofs) {
            return proofs.get(id);
        }
    }

    private void replace(List<EdgeProof> found) {
        synchronized (proofs) {
            proofs.clear();
            found.forEach(proof -> proofs.put(proof.edge(), proof));
        }
        changed.tell();
        listeners.forEach(listener -> listener.accept(found));
    }

    /** Stops asking. Idempotent. */
    @Override
    public void close() {
        loop.close();
    }
}
