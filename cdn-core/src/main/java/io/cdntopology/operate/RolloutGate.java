package io.cdntopology.operate;

import io.cdntopology.event.CdnEvent;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.observed.ObservedEdge;
import io.cdntopology.release.CommitId;
import io.cdntopology.release.Release;
import io.cdntopology.spi.ConfigurableEdges;
import io.cdntopology.spi.ContentReader;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.spi.Revision;
import io.cdntopology.store.SiteCheck;
import io.cdntopology.sync.Leadership;
import io.cdntopology.sync.Ledger;
import io.cdntopology.sync.ReleaseGate;
import io.cdntopology.topology.ConfigurationRollout;
import io.cdntopology.topology.ConfigurationRollout.Warnings;
import io.cdntopology.topology.EdgeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a configuration has to pass before it becomes the wanted one: it is staged on each host, tried where nobody asks,
 * and rolled out, first to the canaries, then to the others in batches. When something does not do, the edges that have it
 * get the wanted one back.
 *
 * <p>So the wanted one is always one that all edges have served by, and an edge that starts by itself, at any moment, takes
 * that: it needs to know nothing of a rollout.
 *
 * <p>Thread-safe; one rollout at a time.
 */
final class RolloutGate implements ReleaseGate, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RolloutGate.class);
    private static final Duration STAGING = Duration.ofMinutes(1);
    private static final int MAX_THREADS = 8;

    /** The name that a configuration cannot have, as edges find there what this library gives them. */
    private static final String RESERVED = "cdn";

    private final ConfigurationRollout rollout;
    private final ConfigurableEdges servers;
    private final Supplier<List<ObservedEdge>> edges;
    private final ContentRepository repository;
    private final Ledger ledger;
    private final Supplier<Optional<Release>> wanted;
    private final Leadership leadership;
    private final SiteCheck check;
    private final ServingCheck serving;
    private final RolloutStop stop;
    private final Consumer<CdnEvent> events;
    private final Staging staging;
    private final ParallelTasks tasks;
    private final ReentrantLock changing = new ReentrantLock();

    /** What was rolled out and is not decided on yet. Used by who holds {@link #changing}. */
    private Optional<Undecided> undecided = Optional.empty();

    /**
     * A configuration that edges have been given.
     *
     * @param before what they had
     */
    private record Undecided(CommitId commit, Queue<ObservedEdge> touched, Optional<Revision> before) {}

    /**
     * @param servers    the edges, and what is like them
     * @param edges      those that there are; asked for each time, and answers at once
     * @param repository the commits of the configuration
     * @param ledger     of the configuration
     * @param wanted     the configuration that is wanted
     * @param leadership of who decides that
     * @param check      what may be written at all
     * @param stop       ends a rollout before its time
     */
    RolloutGate(
            String name,
            ConfigurationRollout rollout,
            ConfigurableEdges servers,
            Supplier<List<ObservedEdge>> edges,
            ContentRepository repository,
            Ledger ledger,
            Supplier<Optional<Release>> wanted,
            Leadership leadership,
            SiteCheck check,
            ServingCheck serving,
            RolloutStop stop,
            Consumer<CdnEvent> events) {
        this.rollout = rollout;
        this.servers = servers;
        this.edges = edges;
        this.repository = repository;
        this.ledger = ledger;
        this.wanted = wanted;
        this.leadership = leadership;
        this.check = check;
        this.serving = serving;
        this.stop = stop;
        this.events = events;
        this.tasks = new ParallelTasks("cdn-" + name + "-rollout", MAX_THREADS);
        this.staging = new Staging(ledger, "configuration", STAGING, stop);
    }

    @Override
    public void check(Revision revision) {
        check.check(revision.release(), repository);
        try (ContentReader reader = repository.reader()) {
            boolean isTaken = reader.tree(revision.release().tree()).stream()
                    .anyMatch(entry -> entry.name().equals(RESERVED));
            if (isTaken) {
                throw CdnException.of(
                        ErrorCode.CONFIGURATION_REFUSED,
                        "Checking configuration " + revision.release().commit().abbreviated(),
                        new Problem(
                                RESERVED,
                                "edges find what this library gives them under this name",
                                "give what is there another name"));
            }
        }
    }

    @Override
    public Optional<Release> enter(Release release) {
        changing.lock();
        stop.check(release.commit());
        Revision revision = revision(release);
        awaitStaged(release.commit());
        attempt(revision);
        rollOut(revision);
        return Optional.of(release);
    }

    @Override
    public boolean isForLeaders() {
        return true;
    }

    /** Until then it is not to be repaired that edges serve by what is not wanted yet. */
    @Override
    public void decided() {
        if (changing.isHeldByCurrentThread()) {
            try {
                undoIfStopped();
            } finally {
                changing.unlock();
            }
        }
    }

    /** Of a configuration that is made from a commit, another version of this library may make another tree than hosts have. */
    private Revision revision(Release release) {
        Revision found = repository.at(release.commit());
        return new Revision(release, found.author(), found.summary(), found.committedAt());
    }

    // ---- staging

    /** That it is live on a host is no answer: it may be on its way to the one that was wanted after it. */
    private void awaitStaged(CommitId commit) {
        ledger.announce(commit);
        staging.await(commit, Staging.hasPrepared(commit));
    }

    // ---- trial

    private void attempt(Revision revision) {
        CommitId commit = revision.release().commit();
        try (ConfigurableEdges.Trial trial = servers.trial(revision)) {
            heed(commit, trial);
            serving.require("Trying configuration " + commit.abbreviated(), trial.address(), commit, trial);
        }
    }

    private void heed(CommitId commit, ConfigurableEdges.Watched server) {
        if (server.warnings().isEmpty()) {
            return;
        }
        events.accept(new CdnEvent.ConfigurationWarned(commit, server.warnings()));
        if (rollout.warnings() == Warnings.REFUSED) {
            throw CdnException.of(
                    ErrorCode.CONFIGURATION_REFUSED,
                    "Trying configuration " + commit.abbreviated(),
                    new Problem(
                            "warnings",
                            String.join("; ", server.warnings()),
                            "correct them, or leave refuseWarnings() out"));
        }
    }

    // ---- rollout

    private void rollOut(Revision revision) {
        Optional<Revision> before = wanted.get().map(this::revision);
        Undecided given = new Undecided(revision.release().commit(), new ConcurrentLinkedQueue<>(), before);
        try {
            for (List<ObservedEdge> batch : batches()) {
                inParallel(batch, edge -> {
                    stop.check(given.commit());
                    given.touched().add(edge);
                    configure(edge, revision);
                });
            }
            undecided = Optional.of(given);
        } catch (CdnException e) {
            undo(given, e);
            throw e;
        }
    }

    private List<List<ObservedEdge>> batches() {
        List<ObservedEdge> all = edges.get();
        int canaries = Math.min(rollout.canaries(), all.size());
        List<List<ObservedEdge>> batches = new ArrayList<>();
        batches.add(all.subList(0, canaries));
        int size = rollout.batch().of(all.size());
        for (int from = canaries; from < all.size(); from += size) {
            batches.add(all.subList(from, Math.min(from + size, all.size())));
        }
        return batches;
    }

    private void configure(ObservedEdge edge, Revision revision) {
        CommitId commit = revision.release().commit();
        ConfigurableEdges.Watched server = servers.reload(edge.id(), Optional.of(revision));
        serving.require(
                "Rolling configuration " + commit.abbreviated() + " out to edge " + edge.id(),
                edge.address(),
                commit,
                server);
        events.accept(new CdnEvent.EdgeConfigured(edge.id(), commit));
    }

    /** The end of a rollout may come when all edges have served by it, and be decided before that is. */
    private void undoIfStopped() {
        Optional<CommitId> current = wanted.get().map(Release::commit);
        Optional<Undecided> given = undecided.filter(last -> !current.equals(Optional.of(last.commit())));
        undecided = Optional.empty();
        given.ifPresent(last -> {
            try {
                stop.check(last.commit());
            } catch (CdnException e) {
                undo(last, e);
            }
        });
    }

    /** Those that fail to take it are brought to it again later, and all of them by the next process if this one ends. */
    private void undo(Undecided given, CdnException reason) {
        List<ObservedEdge> touched = List.copyOf(given.touched());
        if (touched.isEmpty() || stop.isClosed()) {
            return;
        }
        List<EdgeId> ids = touched.stream().map(ObservedEdge::id).toList();
        try {
            inParallel(touched, edge -> servers.reload(edge.id(), given.before()));
        } catch (CdnException e) {
            reason.addSuppressed(e);
        }
        events.accept(new CdnEvent.ConfigurationUndone(ids, reason));
    }

    private void inParallel(List<ObservedEdge> some, Consumer<ObservedEdge> action) {
        List<CdnException> failures = tasks.run(
                some.stream().<Runnable>map(edge -> () -> action.accept(edge)).toList());
        if (!failures.isEmpty()) {
            throw failures.get(0);
        }
    }

    // ---- repair

    /**
     * Has edges that serve by another configuration than the wanted one serve by that, unless a rollout is under way. Where
     * none is wanted yet, edges keep what they may have from before.
     *
     * @param proofs what the edges say
     * @return why that failed for one; empty if it did not
     */
    Optional<CdnException> repair(List<EdgeProof> proofs) {
        if (!leadership.isHeld() || !changing.tryLock()) {
            return Optional.empty();
        }
        try {
            Optional<Release> release = wanted.get();
            if (release.isEmpty()) {
                return Optional.empty();
            }
            CommitId commit = release.get().commit();
            for (EdgeProof proof : proofs) {
                boolean isOther =
                        proof.commit().isPresent() && !proof.configuration().equals(Optional.of(commit));
                // What it said may be from before the last rollout.
                if (isOther && serving.isByAnother(proof.address(), commit)) {
                    LOG.info("Edge {} serves by another configuration than the wanted one", proof.edge());
                    Optional<Revision> revision = release.map(this::revision);
                    ConfigurableEdges.Watched unused = servers.reload(proof.edge(), revision);
                    events.accept(new CdnEvent.EdgeConfigured(proof.edge(), commit));
                }
            }
            return Optional.empty();
        } catch (CdnException e) {
            return Optional.of(e);
        } finally {
            changing.unlock();
        }
    }

    /** Interrupts what is under way. Idempotent. */
    @Override
    public void close() {
        tasks.close();
    }
}
