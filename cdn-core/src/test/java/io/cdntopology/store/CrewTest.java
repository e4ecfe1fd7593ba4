package io.cdntopology.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A crew")
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CrewTest {
    private final AtomicInteger ended = new AtomicInteger();

    @Test
    @DisplayName("has all its threads work at the same time, and waits for them")
    void worksTogether() throws Exception {
        CountDownLatch all = new CountDownLatch(3);
        new Crew("crew", 3).run(() -> {
            all.countDown();
            await(all);
            ended.incrementAndGet();
        });
        assertThat(ended).hasValue(3);
    }

    @Test
    @DisplayName("throws what one of them threw, after all have ended")
    void failure() {
        CountDownLatch failed = new CountDownLatch(1);
        AtomicInteger started = new AtomicInteger();
        IOException failure = new IOException("no space left");
        assertThatThrownBy(() -> new Crew("crew", 2).run(() -> {
                    if (started.getAndIncrement() == 0) {
                        failed.countDown();
                        throw failure;
                    }
                    await(failed);
                    ended.incrementAndGet();
                }))
                .isSameAs(failure);
        assertThat(ended).hasValue(1);
    }

    @Test
    @DisplayName("throws errors and unchecked exceptions as they are")
    void unchecked() {
        assertThatThrownBy(() -> new Crew("crew", 2).run(() -> {
                    throw new StackOverflowError("deep");
                }))
                .isInstanceOf(StackOverflowError.class);
        assertThatThrownBy(() -> new Crew("crew", 2).run(() -> {
                    throw new IllegalStateException("odd");
                }))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName("ends all its threads before it says that it was interrupted, and stays interrupted")
    void interrupted() {
        CountDownLatch never = new CountDownLatch(1);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> new Crew("crew", 2).run(() -> {
                    try {
                        await(never);
                    } finally {
                        ended.incrementAndGet();
                    }
                }))
                .isInstanceOf(ClosedByInterruptException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(ended).hasValue(2);
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClosedByInterruptException();
        }
    }
}
