package io.cdntopology.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.ResponseItem;
import java.io.Closeable;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hears what an engine tells of one pull or push, and how that ends: the first end counts, and one item that tells an
 * error fails all of it. Thread-safe.
 */
final class Transfer<T extends ResponseItem> implements ResultCallback<T> {
    private final TransferLimits limits;
    private final Consumer<TransferProgress> listener;
    private final LayerProgress layers = new LayerProgress();
    private final CompletableFuture<TransferEnd> end = new CompletableFuture<>();
    private final long startNanos = System.nanoTime();
    private volatile long heardNanos = startNanos;
    private volatile boolean started;
    private volatile Optional<String> digest = Optional.empty();

    Transfer(TransferLimits limits, Consumer<TransferProgress> listener) {
        this.limits = limits;
        this.listener = listener;
    }

    @Override
    public void onStart(Closeable stream) {
        started = true;
        heardNanos = System.nanoTime();
    }

    @Override
    public void onNext(@Nullable T item) {
        heardNanos = System.nanoTime();
        if (item == null) {
            end.complete(new TransferEnd.BrokenOff(new IllegalArgumentException("null instead of an item")));
            return;
        }
        error(item).ifPresent(said -> end.complete(new TransferEnd.Told(said)));
        Optional.ofNullable(item.getAux())
                .flatMap(aux -> Optional.ofNullable(aux.getDigest()))
                .ifPresent(told -> digest = Optional.of(told));
        layers.told(item);
    }

    @SuppressWarnings("deprecation") // Engines tell both; some proxies pass on only the older one.
    private static Optional<String> error(ResponseItem item) {
        Optional<String> detail =
                Optional.ofNullable(item.getErrorDetail()).map(told -> String.valueOf(told.getMessage()));
        return detail.or(() -> Optional.ofNullable(item.getError()));
    }

    @Override
    public void onError(Throwable failure) {
        end.complete(started ? new TransferEnd.BrokenOff(failure) : new TransferEnd.NotBegun(failure));
    }

    @Override
    public void onComplete() {
        end.complete(new TransferEnd.Complete(digest));
    }

    /** Nothing to do: whoever waits closes the client. */
    @Override
    public void close() {}

    /** Waits for the end, at most as long as the limits allow, and tells the listener of progress meanwhile. */
    TransferEnd await() throws InterruptedException {
        TransferProgress told = new TransferProgress(0, 0, 0, 0);
        while (true) {
            long now = System.nanoTime();
            long totalNanos = limits.total().toNanos() - (now - startNanos);
            long idleNanos = limits.idle().toNanos() - (now - heardNanos);
            if (!end.isDone() && Math.min(totalNanos, idleNanos) <= 0) {
                Duration passed = totalNanos <= 0 ? limits.total() : limits.idle();
                end.complete(totalNanos <= 0 ? new TransferEnd.TooLate(passed) : new TransferEnd.Silent(passed));
            }
            Optional<TransferEnd> ended = await(Math.min(limits.reported().toNanos(), Math.min(totalNanos, idleNanos)));
            TransferProgress progress = layers.progress();
            boolean worthTelling = ended.isEmpty() || ended.get() instanceof TransferEnd.Complete;
            if (worthTelling && !progress.equals(told)) {
                told = progress;
                listener.accept(progress);
            }
            if (ended.isPresent()) {
                return ended.get();
            }
        }
    }

    private Optional<TransferEnd> await(long nanos) throws InterruptedException {
        try {
            return Optional.of(end.get(Math.max(0, nanos), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException("it never ends that way", e);
        }
    }
}
