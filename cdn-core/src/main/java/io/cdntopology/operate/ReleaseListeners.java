package io.cdntopology.operate;

import io.cdntopology.event.CdnEvent;
import io.cdntopology.event.Subscription;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.sync.Desired;
import io.cdntopology.sync.Ledger;
import io.cdntopology.sync.ReleaseFollower;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Those who do something for each release that becomes the wanted one, each in a thread of its own.
 *
 * <p>Thread-safe.
 */
final class ReleaseListeners implements AutoCloseable {
    private final String name;
    private final Ledger ledger;
    private final Consumer<CdnEvent> events;
    private final List<ReleaseFollower> followers = new CopyOnWriteArrayList<>();
    private int started;
    private boolean closed;

    ReleaseListeners(String name, Ledger ledger, Consumer<CdnEvent> events) {
        this.name = name;
        this.ledger = ledger;
        this.events = events;
        ledger.onChange(() -> followers.forEach(ReleaseFollower::wake));
    }

    /**
     * Adds one.
     *
     * @throws CdnException with {@code CLOSED} after {@link #close}
     */
    synchronized Subscription add(ReleaseFollower.Action listener) {
        if (closed) {
            throw CdnException.of(
                    ErrorCode.CLOSED,
                    "Adding a release listener",
                    new Problem(name, "the network was closed", "add it to one that runs"));
        }
        started++;
        ReleaseFollower follower = new ReleaseFollower(
                "cdn-" + name + "-listener-" + started,
                () -> ledger.desired().map(Desired::release),
                Optional.empty(),
                listener,
                failure -> events.accept(
                        new CdnEvent.ListenerFailed(failure.release(), failure.retryAfter(), reason(failure))));
        followers.add(follower);
        // What changed before it was added woke only the others.
        follower.wake();
        return () -> {
            followers.remove(follower);
            follower.close();
        };
    }

    /** Why listeners failed that are to be called again. */
    List<CdnException> troubles() {
        return followers.stream()
                .flatMap(follower -> follower.failure().stream())
                .map(ReleaseListeners::reason)
                .toList();
    }

    private static CdnException reason(ReleaseFollower.Failure failure) {
        return CdnException.of(
                ErrorCode.LISTENER_FAILED,
                "Telling a listener of release " + failure.release(),
                new Problem(
                        "listener",
                        "it threw " + failure.cause(),
                        "mend what it needs; it is called again in " + failure.retryAfter()),
                failure.cause());
    }

    /** Ends all of them at the same time: one that does not want to end takes its time only once. Idempotent. */
    @Override
    public void close() {
        List<Thread> closing = new ArrayList<>();
        synchronized (this) {
            closed = true;
            for (ReleaseFollower follower : followers) {
                closing.add(new Thread(follower::close, "cdn-" + name + "-listeners-end"));
            }
            followers.clear();
        }
        closing.forEach(Thread::start);
        try {
            for (Thread thread : closing) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
