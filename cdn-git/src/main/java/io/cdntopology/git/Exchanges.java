package io.cdntopology.git;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets callers take turns, and runs what may get stuck on threads of its own, so that a caller always gets away: at
 * the deadline, when it is interrupted, and when the repository is closed.
 *
 * <p>What nobody waits for any more is ended where it says how, and otherwise ends by itself at its next sign of progress
 * or at the timeout of its socket. It can do no harm until then: it only adds objects, and a commit counts as complete
 * only once its caller has said so.
 */
final class Exchanges {
    private final String location;
    private final ReentrantLock turn = new ReentrantLock(true);
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicReference<@Nullable CompletableFuture<?>> running = new AtomicReference<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "cdn-git");
        thread.setDaemon(true);
        return thread;
    });

    Exchanges(String location) {
        this.location = location;
    }

    /** Runs a caller's turn on its own thread. */
    <T> T inTurn(String attempted, Deadline deadline, Supplier<T> work) {
        try {
            if (!turn.tryLock(deadline.remainingNanos(), TimeUnit.NANOSECONDS)) {
                throw timeout(attempted, deadline, new TimeoutException("other calls took all of the time"));
            }
        } catch (InterruptedException e) {
            throw interrupted(attempted, e);
        }
        try {
            requireOpen(attempted);
            return work.get();
        } finally {
            turn.unlock();
        }
    }

    /** Something that may get stuck, and may say one thing before it is done. */
    interface Work<S, T> {
        T run(Consumer<S> tell) throws Exception;
    }

    /**
     * Runs something that may get stuck, and waits for it; whatever it throws is the cause of the failure here.
     *
     * @param heard hears what it says, in the calling thread, while it goes on
     */
    <S, T> T await(String attempted, Deadline deadline, Work<S, T> work, Consumer<S> heard) throws ExecutionException {
        CompletableFuture<T> result = new CompletableFuture<>();
        CompletableFuture<S> said = new CompletableFuture<>();
        running.set(result);
        try {
            requireOpen(attempted);
            threads.execute(() -> complete(result, () -> work.run(said::complete)));
            CompletableFuture.anyOf(said, result).get(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
            if (said.isDone()) {
                heard.accept(said.join());
            }
            return result.get(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw timeout(attempted, deadline, e);
        } catch (InterruptedException e) {
            throw interrupted(attempted, e);
        } finally {
            deadline.abandon().ifPresent(threads::execute);
            running.set(null);
        }
    }

    private static <T> void complete(CompletableFuture<T> result, Callable<T> work) {
        try {
            result.complete(PrivateJGit.call(work));
        } catch (Throwable e) {
            result.completeExceptionally(e);
        }
    }

    /** Runs something on a thread of its own, for which nobody waits. Called by who has the turn. */
    void inBackground(Runnable work) {
        threads.execute(work);
    }

    /** Runs something that comes from the background in a turn of its own, however long that takes to come. */
    <T> T inQuietTurn(PrivateJGit.Work<T> work) throws IOException {
        turn.lock();
        try {
            requireOpen("Cleaning up");
            return work.run();
        } finally {
            turn.unlock();
        }
    }

    boolean isClosed() {
        return closed.get();
    }

    /** Throws {@code CLOSED} if it is. */
    void requireOpen(String attempted) {
        if (closed.get()) {
            throw closed(attempted);
        }
    }

    /**
     * Ends all calls, and waits until they have left.
     *
     * @return whether it was open before
     */
    boolean close() {
        if (!closed.compareAndSet(false, true)) {
            return false;
        }
        CompletableFuture<?> call = running.get();
        if (call != null) {
            call.completeExceptionally(closed("Waiting for the source"));
        }
        turn.lock();
        try {
            threads.shutdown();
        } finally {
            turn.unlock();
        }
        return true;
    }

    private CdnException closed(String attempted) {
        return CdnException.of(
                ErrorCode.CLOSED, attempted, new Problem(location, "the repository is closed", "open it again"));
    }

    private CdnException timeout(String attempted, Deadline deadline, TimeoutException cause) {
        return CdnException.of(
                ErrorCode.SOURCE_TIMEOUT,
                attempted,
                new Problem(
                        location,
                        "it took longer than " + deadline.allowed().toSeconds() + " seconds",
                        "it is tried again by itself; allow more with deadline(…)"),
                cause);
    }

    private CdnException interrupted(String attempted, InterruptedException cause) {
        Thread.currentThread().interrupt();
        return CdnException.of(
                ErrorCode.INTERRUPTED,
                attempted,
                new Problem(location, "the thread was interrupted", "try again"),
                cause);
    }
}
