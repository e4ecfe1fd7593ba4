package io.cdntopology.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.failure.CdnException;
import io.cdntopology.spi.Change;
import io.cdntopology.spi.WatchListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Remembers what a watch told, and whether it told it as it promises to. */
class WatchRecorder implements WatchListener {
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final List<CdnException> losses = new CopyOnWriteArrayList<>();
    private volatile long oldest;
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger overlaps = new AtomicInteger();

    /** One call of {@link #onChanges}. */
    record Call(long revision, List<Change> changes) {}

    @Override
    public void onChanges(long revision, List<Change> changes) {
        enter();
        calls.add(new Call(revision, List.copyOf(changes)));
        running.decrementAndGet();
    }

    @Override
    public void onLost(CdnException reason) {
        enter();
        losses.add(reason);
        running.decrementAndGet();
    }

    @Override
    public void onCompacted(long oldest, CdnException reason) {
        this.oldest = oldest;
        onLost(reason);
    }

    /** What a watch may begin with after the compaction that ended this one; 0 if none did. */
    long oldest() {
        return oldest;
    }

    private void enter() {
        if (running.incrementAndGet() > 1) {
            overlaps.incrementAndGet();
        }
    }

    List<Call> calls() {
        return List.copyOf(calls);
    }

    List<Change> changes() {
        return calls.stream().flatMap(call -> call.changes().stream()).toList();
    }

    List<CdnException> losses() {
        return List.copyOf(losses);
    }

    /** Waits for a number of changes in all. */
    List<Change> awaitChanges(int count) {
        CoordinationContract.eventually()
                .untilAsserted(() -> assertThat(changes()).hasSizeGreaterThanOrEqualTo(count));
        return changes();
    }

    /** Waits until the watch is lost. */
    CdnException awaitLoss() {
        CoordinationContract.eventually()
                .untilAsserted(() -> assertThat(losses()).isNotEmpty());
        return losses().get(0);
    }

    /** What holds of any watch: one call at a time, rising revisions, whole revisions, none twice, at most one loss. */
    void assertOrderly() {
        assertThat(overlaps).hasValue(0);
        assertThat(losses()).hasSizeLessThanOrEqualTo(1);
        long told = 0;
        for (Call call : calls()) {
            assertThat(call.changes()).isNotEmpty();
            for (Change change : call.changes()) {
                assertThat(change.revision()).isGreaterThan(told).isLessThanOrEqualTo(call.revision());
            }
            assertThat(call.changes().stream().map(Change::revision)).isSorted();
            told = call.revision();
        }
    }
}
