package io.cdntopology.sync;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.release.CommitId;
import io.cdntopology.spi.Change;
import io.cdntopology.spi.CommitResult;
import io.cdntopology.spi.Condition;
import io.cdntopology.spi.CoordinationClient;
import io.cdntopology.spi.Entry;
import io.cdntopology.spi.Key;
import io.cdntopology.spi.Lease;
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
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
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

    private static final int SAY_ATTEMPTS = 3;

    private final CoordinationClient client;
    private final Keyspace keys;

    /** The part that is read and watched. */
    private final Key followed;

    private final LedgerCodec codec = new LedgerCodec();
    private final Backoff backoff = new Backoff();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Object guard = new Object();
    private final Membership membership;
    private volatile LedgerState state = LedgerState.UNKNOWN;
    private volatile @Nullable CdnException trouble;

    /** What was written from here since the last reading began, which that may not have seen. */
    private final List<Change> written = new ArrayList<>();

    private final Map<Key, Said> said = new ConcurrentHashMap<>();

    private @Nullable Following following;
    private @Nullable WakeLoop loop;

    /** Something that this process says of one of its own. */
    private record Statement(Key key, Object what, Supplier<String> value) {}

    /** What it said last, and under which lease. */
    private record Said(Object what, Lease lease) {}

    private Ledger(CoordinationClient client, Keyspace keys, Key followed) {
        this.client = client;
        this.keys = keys;
        this.followed = followed;
        this.membership = new Membership(client, this::tellListeners);
    }

    private Ledger(CoordinationClient client, Keyspace keys) {
        this(client, keys, keys.prefix());
    }

    /** A ledger of the content of the whole network. It knows nothing until it is started. */
    public Ledger(CoordinationClient client, TopologyName name) {
        this(client, name, Line.CONTENT);
    }

    /** A ledger of a line of the whole network. It knows nothing until it is started. */
    public Ledger(CoordinationClient client, TopologyName name, Line line) {
        this(client, new Keyspace(name, line));
    }

    /**
     * A ledger of what is wanted only, which is all that a host has to hear: what a thousand hosts say is not told to each
     * of them. It knows nothing until it is started.
     */
    public static Ledger ofHost(CoordinationClient client, TopologyName name, Line line) {
        Keyspace keys = new Keyspace(name, line);
        return new Ledger(client, keys, keys.desired());
    }

    /** Starts to follow the store, in a thread of its own. Returns at once, whether the store can be reached or not. */
    public void start() {
        synchronized (guard) {
            if (loop == null) {
                loop = new WakeLoop("cdn-" + keys.name() + "-" + keys.line() + "-ledger", this::pass);
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

    /** A commit that may soon be wanted, as far as it is known here; empty while there is none. */
    Optional<Coming> coming() {
        return state.coming();
    }

    /** The commits that are kept out, as far as it is known here; none where only what is wanted is followed. */
    public List<Quarantine> quarantines() {
        return List.copyOf(state.quarantines().values());
    }

    /** Why a commit is kept out, as far as it is known here; empty if it is not. */
    public Optional<Quarantine> quarantine(CommitId commit) {
        return state.quarantine(commit);
    }

    /** Who decides what is wanted, as far as it is known here; empty while nobody does. */
    public Optional<Leader> leader() {
        return state.leader();
    }

    /** A number that is another one each time that somebody asked to look at the source, as far as it is known here. */
    public long wakes() {
        return state.wakeRevision();
    }

    /** Asks the process that decides to look at the source. */
    void wake() {
        OptionalLong unused = commit(List.of(), List.of(new Write.Put(keys.wake(), "asked for")));
    }

    /** What a host said of itself last, as far as it is known here. */
    public Optional<HostReport> host(HostId host) {
        return state.host(host);
    }

    /** What the hosts say of themselves, as far as it is known here; a host whose process ended says nothing. */
    public List<HostReport> hosts() {
        return List.copyOf(state.hosts().values());
    }

    /** What edges said, in whichever process they are asked, as far as it is known here. */
    public List<EdgeReport> edges() {
        return List.copyOf(state.edges().values());
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

    /** Of what. */
    Line line() {
        return keys.line();
    }

    Keyspace keys() {
        return keys;
    }

    LedgerCodec codec() {
        return codec;
    }

    Membership membership() {
        return membership;
    }

    /** What it follows as it is known here, which may be outdated; empty before it was read. */
    Optional<LedgerState> known() {
        return Optional.of(state).filter(LedgerState::isKnown);
    }

    /** Reads what it follows from the store itself. */
    LedgerState read() {
        return LedgerState.of(keys, codec, client.read(followed));
    }

    /**
     * Makes a transaction, and knows at once what it wrote, so that whoever wrote it sees it before the watch tells.
     *
     * @return its revision; empty if a condition did not hold
     */
    OptionalLong commit(List<Condition> conditions, List<Write> writes) {
        CommitResult result = client.commit(new Transaction(conditions, writes));
        if (result instanceof CommitResult.Committed committed) {
            know(writes.stream()
                    .map(write -> change(write, committed.revision()))
                    .toList());
            return OptionalLong.of(committed.revision());
        }
        return OptionalLong.empty();
    }

    private static Change change(Write write, long revision) {
        if (write instanceof Write.Put put) {
            return new Change.Put(new Entry(put.key(), put.value(), revision, revision));
        }
        if (write instanceof Write.PutLeased put) {
            return new Change.Put(new Entry(put.key(), put.value(), revision, revision));
        }
        return new Change.Deleted(write.key(), revision);
    }

    /**
     * Says something of a host, unless that is what was said of it here last. It is forgotten when this process ends.
     *
     * @throws CdnException with {@code CONFLICT} if the store forgets the lease of this process each time
     */
    public void report(HostReport report) {
        say(List.of(new Statement(keys.observed(report.host()), report.undated(), () -> codec.encode(report))));
    }

    /**
     * Says something of edges, as {@link #report(HostReport)} does of a host, in one step as far as the store allows.
     *
     * @throws CdnException as that does
     */
    public void report(List<EdgeReport> reports) {
        for (int from = 0; from < reports.size(); from += Transaction.MAX_OPERATIONS) {
            say(reports.subList(from, Math.min(from + Transaction.MAX_OPERATIONS, reports.size())).stream()
                    .map(report ->
                            new Statement(keys.edge(report.edge()), report.undated(), () -> codec.encode(report)))
                    .toList());
        }
    }

    /**
     * Tells the hosts of a commit that may soon be wanted. It is forgotten with the next decision, or when this process
     * ends.
     */
    public void announce(CommitId coming) {
        announce(Coming.of(coming));
    }

    /**
     * As {@link #announce(CommitId)}, and has servers with a configuration find it, before it is wanted. Hosts report when
     * that is so.
     */
    public void announce(CommitId coming, CommitId configuration) {
        announce(new Coming(coming, Optional.of(configuration)));
    }

    private void announce(Coming coming) {
        Lease lease = membership.lease();
        if (commit(List.of(), List.of(new Write.PutLeased(keys.coming(), codec.encode(coming), lease.id())))
                .isEmpty()) {
            membership.giveUp(lease);
        }
    }

    /** Encodes only what is new: it is asked at each change of the ledger. */
    private void say(List<Statement> statements) {
        for (int attempt = 0; attempt < SAY_ATTEMPTS; attempt++) {
            List<Statement> news =
                    statements.stream().filter(statement -> !isSaid(statement)).toList();
            if (news.isEmpty()) {
                return;
            }
            Lease lease = membership.lease();
            List<Write> writes = news.stream()
                    .<Write>map(statement -> new Write.PutLeased(
                            statement.key(), statement.value().get(), lease.id()))
                    .toList();
            if (commit(List.of(), writes).isPresent()) {
                news.forEach(statement -> said.put(statement.key(), new Said(statement.what(), lease)));
                return;
            }
            membership.giveUp(lease);
        }
        throw CdnException.of(
                ErrorCode.CONFLICT,
                "Writing " + statements.get(0).key(),
                new Problem("lease", "the store has forgotten each one right after it granted it", "see its log"));
    }

    private boolean isSaid(Statement statement) {
        Key key = statement.key();
        Said last = said.get(key);
        return last != null
                && last.what().equals(statement.what())
                && membership.holds(last.lease())
                && (state.holds(key) || !key.startsWith(followed));
    }

    private void know(List<Change> changes) {
        synchronized (guard) {
            written.addAll(changes);
            state = state.with(keys, codec, state.revision(), after(state.revision(), changes));
        }
        tellListeners();
    }

    /** Those that a state does not hold yet. */
    private static List<Change> after(long revision, List<Change> changes) {
        return changes.stream().filter(change -> change.revision() > revision).toList();
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
            state = read.with(keys, codec, read.revision(), after(read.revision(), written));
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

    /** Ends to follow the store, and gives up what is held there. Idempotent. */
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
        membership.close();
    }

    /** A watch from one reading to the next. What an older one still says is not heard. */
    private final class Following implements WatchListener {
        private @Nullable Watch watch;

        void start(long fromRevision) {
            Watch started = client.watch(followed, fromRevision, this);
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
