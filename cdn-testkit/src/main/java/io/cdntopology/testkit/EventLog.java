package io.cdntopology.testkit;

import io.cdntopology.event.CdnEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** The newest events of a network, as people read them. Thread-safe. */
final class EventLog implements Consumer<CdnEvent> {
    private static final int MAX_LINES = 50;

    private final long start = System.nanoTime();
    private final Deque<String> lines = new ArrayDeque<>();

    @Override
    public synchronized void accept(CdnEvent event) {
        if (lines.size() == MAX_LINES) {
            lines.removeFirst();
        }
        Duration after = Duration.ofNanos(System.nanoTime() - start);
        lines.addLast(String.format(Locale.ROOT, "%.3f s %s", after.toMillis() / 1000.0, event));
    }

    synchronized List<String> lines() {
        return List.copyOf(lines);
    }
}
