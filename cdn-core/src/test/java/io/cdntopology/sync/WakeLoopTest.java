package io.cdntopology.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A wake loop")
class WakeLoopTest {
    private static final Duration LONG = Duration.ofHours(1);

    @Test
    @DisplayName("makes a pass at once, and one for each wake")
    void wakes() throws Exception {
        BlockingQueue<String> passes = new LinkedBlockingQueue<>();
        try (WakeLoop loop = new WakeLoop("loop", () -> {
            passes.add("pass");
            return LONG;
        })) {
            assertThat(passes.poll(10, TimeUnit.SECONDS)).isNotNull();
            loop.wake();
            assertThat(passes.poll(10, TimeUnit.SECONDS)).isNotNull();
        }
        assertThat(passes).isEmpty();
    }

    @Test
    @DisplayName("makes one more pass for many wakes during one")
    void coalesces() throws Exception {
        CountDownLatch inPass = new CountDownLatch(1);
        CountDownLatch woken = new CountDownLatch(1);
        BlockingQueue<Integer> done = new LinkedBlockingQueue<>();
        AtomicInteger count = new AtomicInteger();
        try (WakeLoop loop = new WakeLoop("loop", () -> {
            inPass.countDown();
            try {
                woken.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            done.add(count.incrementAndGet());
            return LONG;
        })) {
            inPass.await();
            for (int i = 0; i < 100; i++) {
                loop.wake();
            }
            woken.countDown();
            assertThat(done.poll(10, TimeUnit.SECONDS)).isEqualTo(1);
            assertThat(done.poll(10, TimeUnit.SECONDS)).isEqualTo(2);
        }
        assertThat(done).isEmpty();
    }

    @Test
    @DisplayName("makes the next pass when the time is up that the last one asked for")
    void timer() throws Exception {
        CountDownLatch passes = new CountDownLatch(3);
        WakeLoop loop = new WakeLoop("loop", () -> {
            passes.countDown();
            return Duration.ofMillis(1);
        });
        assertThat(passes.await(10, TimeUnit.SECONDS)).isTrue();
        loop.close();
    }

    @Test
    @DisplayName("survives a defect in a pass")
    void defect() throws Exception {
        CountDownLatch passes = new CountDownLatch(2);
        try (WakeLoop loop = new WakeLoop("loop", () -> {
            passes.countDown();
            throw new IllegalStateException("a defect");
        })) {
            loop.wake();
            assertThat(passes.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }
}
