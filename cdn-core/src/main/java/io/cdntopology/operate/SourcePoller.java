package io.cdntopology.operate;

import io.cdntopology.event.CdnEvent;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.sync.Ledger;
import io.cdntopology.sync.Publisher;
import io.cdntopology.sync.WakeLoop;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Publishes what is new in the source while this process leads the network: at once, and then each time the poll
 * interval is over, or somebody asks for it. Takes the lead when nobody has it.
 */
final class SourcePoller implements AutoCloseable {
    private static final double SPREAD = 0.1;

    private final Publisher publisher;
    private final Duration interval;
    private final Consumer<CdnEvent> events;
    private final Runnable failed;
    private final WakeLoop loop;
    private volatile @Nullable CdnException failure;

    SourcePoller(
            String name,
            Publisher publisher,
            Ledger ledger,
            Duration interval,
            Consumer<CdnEvent> events,
            Runnable failed) {
        this.publisher = publisher;
        this.interval = interval;
        this.events = events;
        this.failed = failed;
        this.loop = new WakeLoop("cdn-" + name + "-publisher", this::pass);
        AtomicLong wakes = new AtomicLong();
        ledger.onChange(() -> {
            long now = ledger.wakes();
            if (wakes.getAndSet(now) != now || ledger.leader().isEmpty()) {
                loop.wake();
            }
        });
    }

    /** Why the last attempt failed; empty if it did not. */
    Optional<CdnException> failure() {
        return Optional.ofNullable(failure);
    }

    private Duration pass() {
        CdnException before = failure;
        try {
            publisher.poll();
            failure = null;
        } catch (CdnException e) {
            boolean expected = e.code() == ErrorCode.COMMIT_QUARANTINED;
            failure = expected ? null : e;
            boolean told = before != null && Objects.equals(before.getMessage(), e.getMessage());
            if (!expected && !told) {
                events.accept(new CdnEvent.PublishFailed(e));
                failed.run();
            }
        }
        return spread(interval, ThreadLocalRandom.current());
    }

    /** Up to a tenth more or less, so that those who ask one server by the same interval do not do so in step. */
    static Duration spread(Duration interval, RandomGenerator random) {
        double nanos = interval.toMillis() * 1e6 * SPREAD;
        return interval.plusNanos((long) (nanos * (2 * random.nextDouble() - 1)));
    }

    @Override
    public void close() {
        loop.close();
    }
}
