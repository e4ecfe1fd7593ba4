package io.cdntopology.sync;

import io.cdntopology.failure.CdnException;
import io.cdntopology.release.CommitId;
import io.cdntopology.spi.Change;
import io.cdntopology.spi.CommitResult;
import io.cdntopology.spi.Condition;
import io.cdntopology.spi.CoordinationClient;
import io.cdntopology.spi.Entry;
import io.cdntopology.spi.Key;
import io.cdntopology.spi.Transaction;
import io.cdntopology.spi.Watch;
import io.cdntopology.spi.WatchListener;
import io.cdntopology.spi.Write;
import io.cdntopology.topology.HostId;
import io.cdntopology.topology.TopologyName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * One network's part of the coordination store: what is wanted, what was, what is kept out, what hosts say.
 *
 * <p>Holds a copy, which one watch keeps fresh. When the watch ends it reads everything again and watches from there;
 * once a minute it does so anyway. While the store cannot be reached the copy stays what it was: that nothing can be
 * read never means that nothing is wanted.
 *
 * <p>Thread-safe. Does not close the client it was given.
 */
public final class Ledger implements AutoCloseable {
    private static final Duration RESYNC = Duration.ofMinutes(1);

    /** How many former releases are remembered. */
    private static final int HISTORY = 100;

    private final CoordinationClient client;
    private final Keyspace keys;
    private final LedgerCodec codec = new LedgerCodec();
    private final Backoff backoff = new Backoff();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Object guard = new Object();
    private volatile LedgerState state = new LedgerState(0, Optional.empty(), 0, Map.of(), Map.of(), Map.of());
    private volatile @Nullable CdnException trouble;

    /** What was written from here since the last reading began, which that may not have seen. */
    private final List<Change> written = new ArrayList<>();

    private @Nullable Following following;
    private @Nullable WakeLoop loop;

    /** A ledger that knows nothing until it is started. */
    public Ledger(CoordinationClient client, TopologyName name) {
        this.client = client;
        this.keys = new Keyspace(name);
    }

    /** Starts to follow the store, in a thread of its own. Returns at once, whether the store can be reached or not. */
    public void start() {
        synchronized (guard) {
            if (loop == null) {
                loop = new WakeLoop("cdn-" + keys.name() + "-ledger", this::pass);
            }
        }
    }

    /** Adds a listener that is told whenever something changed, without what. It has to return at once. */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /** The release that is wanted, as far as it is known here; empty before the first one. */
    public Optional<Desired> desired() {
        return state.desired();
    }

    /** What a host said of itself last, as far as it is known here. */
    public Optional<HostReport> host(HostId host) {
        return state.host(host);
    }

    /** Why the store cannot be followed at the moment; empty while it can. */
    public Optional<CdnException> trouble() {
        return Optional.ofNullable(trouble);
    }

    /** Whether the store is being followed: from {@link #start} until {@link #close}, whether it can be reached or not. */
    public boolean isRunning() {
        synchronized (guard) {
            return loop != null && loop.isRunning();
        }
    }

    /** Reads everything from the store itself. */
    LedgerState read() {
        return LedgerState.of(keys, codec, client.read(keys.prefix()));
    }

    /**
     * Makes a release the wanted one, if nobody changed what is wanted since {@code base} was read.
     *
     * @param quarantine a commit to keep out from now on, in the same step
     * @return whether it was made
     */
    boolean propose(LedgerState base, Desired next, Optional<Quarantine> quarantine) {
        List<Condition> conditions = new ArrayList<>();
        conditions.add(
                base.desired().isPresent()
                        ? new Condition.ChangedAt(keys.desiredContent(), base.desiredRevision())
                        : new Condition.Absent(keys.desiredContent()));
        conditions.add(new Condition.Absent(keys.quarantine(next.release().commit())));
        List<Write> writes = new ArrayList<>();
        writes.add(new Write.Put(keys.desiredContent(), codec.encode(next)));
        writes.add(new Write.Put(keys.history(next.sequence()), codec.encode(next)));
        if (next.sequence() > HISTORY) {
            writes.add(new Write.Delete(keys.history(next.sequence() - HISTORY)));
        }
        quarantine.ifPresent(entry -> writes.add(new Write.Put(keys.quarantine(entry.commit()), codec.encode(entry))));
        CommitResult result = client.commit(new Transaction(conditions, writes));
        if (result instanceof CommitResult.Committed committed) {
            know(keys.desiredContent(), codec.encode(next), committed.revision());
        }
        return result instanceof CommitResult.Committed;
    }

    /** Lets a commit be published again. */
    void lift(CommitId commit) {
        client.commit(new Transaction(List.of(), List.of(new Write.Delete(keys.quarantine(commit)))));
    }

    /** Says something of a host, unless that is what it said last. */
    void report(HostReport report) {
        if (state.host(report.host()).filter(report::saysTheSameAs).isEmpty()) {
            Write.Put write = new Write.Put(keys.observed(report.host()), codec.encode(report));
            CommitResult result = client.commit(new Transaction(List.of(), List.of(write)));
            if (result instanceof CommitResult.Committed committed) {
                know(write.key(), write.value(), committed.revision());
            }
        }
    }

    /** Knows at once what was written from here, so that whoever wrote it sees it before the watch tells. */
    private void know(Key key, String value, long revision) {
        Change.Put change = new Change.Put(new Entry(key, value, revision, revision));
        synchronized (guard) {
            written.add(change);
            state = state.with(keys, codec, state.revision(), List.of(change));
        }
        tellListeners();
    }

    private Duration pass() {
        try {
            resync();
            trouble = null;
            backoff.reset();
            tellListeners();
            return RESYNC;
        } catch (CdnException e) {
            trouble = e;
            tellListeners();
            return backoff.next();
        }
    }

    private void resync() {
        stopFollowing();
        synchronized (guard) {
            written.clear();
        }
        LedgerState read = read();
        Following next = new Following();
        synchronized (guard) {
            state = read.with(keys, codec, read.revision(), written);
            following = next;
        }
        next.start(read.revision() + 1);
    }

    /** Not while holding the guard: closing a watch waits for a call to its listener, which may wait for the guard. */
    private void stopFollowing() {
        Following ended;
        synchronized (guard) {
            ended = following;
            following = null;
        }
        if (ended != null) {
            ended.close();
        }
    }

    private void tellListeners() {
        listeners.forEach(Runnable::run);
    }

    /** Ends to follow the store. Idempotent. */
    @Override
    public void close() {
        WakeLoop ended;
        synchronized (guard) {
            ended = loop;
        }
        if (ended != null) {
            ended.close();
        }
        stopFollowing();
    }

    /** A watch from one reading to the next. What an older one still says is not heard. */
    private final class Following implements WatchListener {
        private @Nullable Watch watch;

        void start(long fromRevision) {
            Watch started = client.watch(keys.prefix(), fromRevision, this);
            synchronized (guard) {
                watch = started;
            }
        }

        @Override
        public void onChanges(long revision, List<Change> changes) {
            synchronized (guard) {
                if (following != this) {
                    return;
                }
                state = state.with(keys, codec, revision, changes);
            }
            tellListeners();
        }

        @Override
        public void onLost(CdnException reason) {
            synchronized (guard) {
                if (following == this && loop != null) {
                    loop.wake();
                }
            }
        }

        void close() {
            Watch ended;
            synchronized (guard) {
                ended = watch;
            }
            if (ended != null) {
                ended.close();
            }
        }
    }
}
