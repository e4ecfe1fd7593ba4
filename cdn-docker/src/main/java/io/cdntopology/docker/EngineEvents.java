package io.cdntopology.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Event;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows what an engine tells of the containers of one network. An engine may tell too little: whoever listens has to look
 * now and then without it.
 */
final class EngineEvents implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EngineEvents.class);
    private static final Duration RETRY = Duration.ofSeconds(1);

    /** After so long all is looked at anew, in case that something was not told. */
    private static final Duration RESYNC = Duration.ofMinutes(5);

    /**
     * What changes what is seen of a container. That something is run in one is no such thing, and happens for each health
     * check; nor is that files are written to one.
     */
    private static final String[] CHANGES = {
        "create",
        "start",
        "restart",
        "rename",
        "update",
        "pause",
        "unpause",
        "health_status",
        "oom",
        "kill",
        "stop",
        "die",
        "destroy"
    };

    private final EngineConnection engine;
    private final Map<String, String> labels;
    private final Inspections inspections;
    private final Runnable changed;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    /**
     * @param labels  that the containers have
     * @param changed returns at once
     */
    EngineEvents(EngineConnection engine, Map<String, String> labels, Inspections inspections, Runnable changed) {
        this.engine = engine;
        this.labels = labels;
        this.inspections = inspections;
        this.changed = changed;
        this.thread = new Thread(this::run, "cdn-docker-events");
        thread.setDaemon(true);
        thread.start();
    }

    /** One connection, until it ends. */
    private final class Stream extends ResultCallback.Adapter<Event> {
        private final CountDownLatch ended = new CountDownLatch(1);

        @Override
        public void onStart(Closeable connection) {
            super.onStart(connection);
            inspections.followed();
            changed.run();
        }

        @Override
        public void onNext(Event event) {
            Optional.ofNullable(event.getActor()).ifPresent(actor -> inspections.changed(actor.getId()));
            changed.run();
        }

        @Override
        public void onError(Throwable thrown) {
            LOG.debug("The events of {} ended", engine, thrown);
            onComplete();
        }

        @Override
        public void onComplete() {
            inspections.lost();
            ended.countDown();
            changed.run();
            super.onComplete();
        }
    }

    private void run() {
        try {
            do {
                follow();
            } while (!closed.await(RETRY.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow() throws InterruptedException {
        Stream current = new Stream();
        try {
            engine.streams()
                    .eventsCmd()
                    .withLabelFilter(labels)
                    .withEventFilter(CHANGES)
                    .exec(current);
            current.ended.await(RESYNC.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RuntimeException e) {
            LOG.debug("The events of {} cannot be followed", engine, e);
        } finally {
            close(current);
        }
    }

    private void close(Stream current) {
        inspections.lost();
        try {
            current.close();
        } catch (IOException e) {
            LOG.debug("The events of {} did not end well", engine, e);
        }
    }

    /** Tells nothing more, soon. Idempotent. */
    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
    }
}
