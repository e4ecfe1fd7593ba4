package io.cdntopology.operate;

import io.cdntopology.event.CdnEvent;
import io.cdntopology.event.StageTimes;
import io.cdntopology.event.Subscription;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners what happened: in order, one at a time, in a thread of its own, so that a slow listener delays other
 * listeners but never a delivery. The one place where events become log lines.
 */
public final class EventBus implements Consumer<CdnEvent>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventBus.class);
    private static final long IDLE_SECONDS = 10;

    private final List<Registration> registrations = new CopyOnWriteArrayList<>();
    private final ExecutorService thread;

    /**
     * @param name the name of the network, for the name of the thread
     */
    public EventBus(String name) {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                1,
                1,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> {
                    Thread created = new Thread(task, "cdn-" + name + "-events");
                    created.setDaemon(true);
                    return created;
                },
                new ThreadPoolExecutor.DiscardPolicy());
        executor.allowCoreThreadTimeOut(true);
        this.thread = executor;
    }

    /** Adds a listener; it hears what happens from now on, until the result is closed. */
    public Subscription subscribe(Consumer<CdnEvent> listener) {
        Registration registration = new Registration(listener);
        registrations.add(registration);
        return registration;
    }

    private final class Registration implements Subscription {
        private final Consumer<CdnEvent> listener;

        Registration(Consumer<CdnEvent> listener) {
            this.listener = listener;
        }

        @Override
        public void close() {
            registrations.remove(this);
        }
    }

    /** Tells an event. Returns at once; does nothing after {@link #close()}. */
    @Override
    public void accept(CdnEvent event) {
        List<Registration> present = List.copyOf(registrations);
        thread.execute(() -> tell(event, present));
    }

    private void tell(CdnEvent event, List<Registration> present) {
        log(event);
        for (Registration registration : present) {
            if (!registrations.contains(registration)) {
                continue;
            }
            try {
                registration.listener.accept(event);
            } catch (RuntimeException e) {
                LOG.warn("A listener failed on {}", event, e);
            }
        }
    }

    private static void log(CdnEvent event) {
        if (event instanceof CdnEvent.OfConfiguration configuration) {
            log(configuration.event());
        } else if (event instanceof CdnEvent.ConfigurationWarned warned) {
            LOG.warn("Configuration {}: {}", warned.configuration(), String.join("; ", warned.warnings()));
        } else if (event instanceof CdnEvent.PublishFailed failed) {
            LOG.warn("{}", failed.reason().getMessage());
        } else if (event instanceof CdnEvent.SyncStalled stalled) {
            LOG.error("Host {} is stalled: {}", stalled.host(), stalled.reason().getMessage());
        } else if (event instanceof CdnEvent.SyncWaiting waiting) {
            LOG.warn(
                    "Host {} tries again in {}: {}",
                    waiting.host(),
                    waiting.retryAfter(),
                    waiting.reason().getMessage());
        } else if (event instanceof CdnEvent.Activated activated) {
            logActivated(activated);
        } else if (event instanceof CdnEvent.ListenerFailed failed) {
            LOG.warn("{}", failed.reason().getMessage());
        } else if (event instanceof CdnEvent.DamageFound damage) {
            LOG.warn("Host {} found {} damaged directories, and writes them anew", damage.host(), damage.trees());
        } else {
            LOG.info("{}", event);
        }
    }

    private static void logActivated(CdnEvent.Activated activated) {
        StageTimes times = activated.times();
        LOG.info(
                "Release {} is live on host {}: fetched in {} ms, written in {} ms, flipped in {} ms",
                activated.release().commit(),
                activated.host(),
                times.fetch().toMillis(),
                times.materialize().toMillis(),
                times.flip().toMillis());
    }

    /** Ends the thread once everything that happened before was told. Idempotent. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(IDLE_SECONDS, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
