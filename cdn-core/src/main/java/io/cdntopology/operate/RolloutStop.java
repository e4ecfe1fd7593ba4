package io.cdntopology.operate;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.release.CommitId;
import io.cdntopology.sync.Leadership;
import io.cdntopology.sync.Ledger;
import io.cdntopology.sync.Quarantine;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;

/**
 * The end of a rollout before its time: its commit is kept out, this process does not lead any more, or it ends. What a
 * rollout waits for it waits for here, so that it stops waiting then.
 *
 * <p>Thread-safe. Those that wait throw {@link CdnException} with {@code ROLLOUT_ABORTED}, {@code CONFLICT} or
 * {@code CLOSED} when it comes.
 */
final class RolloutStop implements AutoCloseable {
    private static final Duration EVER = Duration.ofDays(36_500);

    private final Ledger decisions;
    private final Leadership leadership;
    private final ChangeSignal changed = new ChangeSignal();
    private volatile boolean closed;

    /**
     * @param decisions  where it is decided what is wanted, and what is kept out
     * @param leadership of who decides that
     */
    RolloutStop(Ledger decisions, Leadership leadership) {
        this.decisions = decisions;
        this.leadership = leadership;
        decisions.onChange(changed::tell);
    }

    /** Whether this process ends. */
    boolean isClosed() {
        return closed;
    }

    /** Throws if the rollout of a commit is to end. */
    void check(CommitId commit) {
        if (closed) {
            throw CdnException.of(
                    ErrorCode.CLOSED,
                    rollingOut(commit),
                    new Problem("rollout", "the network was closed meanwhile", "start it again"));
        }
        decisions.quarantine(commit).ifPresent(kept -> {
            throw aborted(kept);
        });
        leadership.requireHeld();
    }

    private boolean isStopped(CommitId commit) {
        return closed || decisions.quarantine(commit).isPresent() || !leadership.isHeld();
    }

    private static CdnException aborted(Quarantine kept) {
        return CdnException.of(
                ErrorCode.ROLLOUT_ABORTED,
                rollingOut(kept.commit()),
                new Problem(
                        kept.commit().value(),
                        "it was aborted by " + kept.by() + ": " + kept.reason(),
                        "push a newer commit, or let this one in again with release(commit)"));
    }

    private static String rollingOut(CommitId commit) {
        return "Rolling configuration " + commit.abbreviated() + " out";
    }

    /** A condition that is waited for in {@link #await(CommitId, BooleanSupplier, Duration)} may hold now. */
    void tell() {
        changed.tell();
    }

    /** Lets time pass. */
    void pause(CommitId commit, Duration duration) throws InterruptedException {
        boolean unused = await(commit, () -> false, duration);
    }

    /**
     * Waits until a condition holds.
     *
     * @return whether it holds
     */
    boolean await(CommitId commit, BooleanSupplier condition, Duration timeout) throws InterruptedException {
        boolean unused = changed.await(() -> isStopped(commit) || condition.getAsBoolean(), timeout);
        check(commit);
        return condition.getAsBoolean();
    }

    /** Waits for what somebody else is about to find out; cancels it if that is not waited for any more. */
    <T> T await(CommitId commit, CompletableFuture<T> result) throws InterruptedException, ExecutionException {
        var unusedNext = result.whenComplete((value, failure) -> tell());
        try {
            boolean unused = await(commit, result::isDone, EVER);
            return result.get();
        } finally {
            result.cancel(true);
        }
    }

    /** Ends any rollout. Returns at once. Idempotent. */
    @Override
    public void close() {
        closed = true;
        tell();
    }
}
