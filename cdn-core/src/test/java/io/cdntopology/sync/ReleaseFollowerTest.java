package io.cdntopology.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.release.CommitId;
import io.cdntopology.release.Release;
import io.cdntopology.release.TreeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A release follower")
@Timeout(60)
class ReleaseFollowerTest {
    private static final Release ONE = release('1');
    private static final Release TWO = release('2');
    private static final Release THREE = release('3');

    private final BlockingQueue<Run> runs = new LinkedBlockingQueue<>();
    private final List<ReleaseFollower.Failure> failures = new ArrayList<>();
    private volatile Optional<Release> current = Optional.empty();
    private volatile Consumer<ReleaseFollower.Failure> onFailure = failure -> {};

    private record Run(Release release, Optional<Release> previous) {}

    private static Release release(char digit) {
        String id = String.valueOf(digit).repeat(40);
        return new Release(new CommitId(id), new TreeId(id));
    }

    private ReleaseFollower follow(Optional<Release> done, ReleaseFollower.Action action) {
        return new ReleaseFollower("follower", () -> current, done, action, failure -> {
            failures.add(failure);
            onFailure.accept(failure);
        });
    }

    private ReleaseFollower record() {
        return follow(Optional.empty(), (release, previous) -> runs.add(new Run(release, previous)));
    }

    private Run next() throws InterruptedException {
        Run run = runs.poll(20, TimeUnit.SECONDS);
        assertThat(run).as("a run").isNotNull();
        return run;
    }

    private void becomes(ReleaseFollower follower, Release release) {
        current = Optional.of(release);
        follower.wake();
    }

    @Test
    @DisplayName("runs for what is there, then for each other release, and tells which was before")
    void runs() throws Exception {
        current = Optional.of(ONE);
        try (ReleaseFollower follower = record()) {
            assertThat(next()).isEqualTo(new Run(ONE, Optional.empty()));
            follower.wake();
            becomes(follower, TWO);
            assertThat(next()).isEqualTo(new Run(TWO, Optional.of(ONE)));
            becomes(follower, ONE);
            assertThat(next()).isEqualTo(new Run(ONE, Optional.of(TWO)));
        }
        assertThat(runs).isEmpty();
    }

    @Test
    @DisplayName("waits for the first release, which has none before it")
    void waitsForTheFirst() throws Exception {
        try (ReleaseFollower follower = record()) {
            follower.wake();
            becomes(follower, ONE);
            assertThat(next()).isEqualTo(new Run(ONE, Optional.empty()));
        }
        assertThat(runs).isEmpty();
    }

    @Test
    @DisplayName("does not run for what was done before it began, and counts that as the one before")
    void goesOn() throws Exception {
        current = Optional.of(ONE);
        try (ReleaseFollower follower =
                follow(Optional.of(ONE), (release, previous) -> runs.add(new Run(release, previous)))) {
            follower.wake();
            becomes(follower, TWO);
            assertThat(next()).isEqualTo(new Run(TWO, Optional.of(ONE)));
        }
        assertThat(runs).isEmpty();
    }

    @Test
    @DisplayName("makes of a burst during a run one more run, for the newest, after it")
    void coalesces() throws Exception {
        CountDownLatch inRun = new CountDownLatch(1);
        CountDownLatch burst = new CountDownLatch(1);
        current = Optional.of(ONE);
        try (ReleaseFollower follower = follow(Optional.empty(), (release, previous) -> {
            inRun.countDown();
            burst.await();
            runs.add(new Run(release, previous));
        })) {
            inRun.await();
            for (int i = 0; i < 100; i++) {
                becomes(follower, TWO);
            }
            becomes(follower, THREE);
            assertThat(runs).isEmpty();
            burst.countDown();
            assertThat(next()).isEqualTo(new Run(ONE, Optional.empty()));
            assertThat(next()).isEqualTo(new Run(THREE, Optional.of(ONE)));
        }
        assertThat(runs).isEmpty();
    }

    @Test
    @DisplayName("does not lose a release that came without a wake while it ran")
    void looksAgainAfterARun() throws Exception {
        current = Optional.of(ONE);
        try (ReleaseFollower follower = follow(Optional.empty(), (release, previous) -> {
            runs.add(new Run(release, previous));
            current = Optional.of(TWO);
        })) {
            assertThat(next().release()).isEqualTo(ONE);
            assertThat(next().release()).isEqualTo(TWO);
            assertThat(follower.failure()).isEmpty();
        }
    }

    @Test
    @DisplayName("repeats a run that fails after a growing pause, which no wake shortens, until it succeeds")
    void repeats() throws Exception {
        List<Long> times = new ArrayList<>();
        current = Optional.of(ONE);
        try (ReleaseFollower follower = follow(Optional.empty(), (release, previous) -> {
            times.add(System.nanoTime());
            if (times.size() < 4) {
                throw new IllegalStateException("attempt " + times.size());
            }
            runs.add(new Run(release, previous));
        })) {
            onFailure = failure -> follower.wake();
            assertThat(next()).isEqualTo(new Run(ONE, Optional.empty()));
            Awaitility.await().until(() -> follower.failure().isEmpty());
        }
        assertThat(failures)
                .extracting(failure -> failure.cause().getMessage())
                .containsExactly("attempt 1", "attempt 2", "attempt 3");
        assertThat(failures.get(0).retryAfter()).isBetween(Duration.ofMillis(50), Duration.ofMillis(100));
        assertThat(failures.get(2).retryAfter()).isBetween(Duration.ofMillis(200), Duration.ofMillis(400));
        for (int i = 0; i < failures.size(); i++) {
            assertThat(Duration.ofNanos(times.get(i + 1) - times.get(i)))
                    .isGreaterThanOrEqualTo(failures.get(i).retryAfter());
        }
        assertThat(runs).isEmpty();
    }

    @Test
    @DisplayName("drops a release that fails for a newer one, with the last success as the one before")
    void newerWhileFailing() throws Exception {
        current = Optional.of(ONE);
        try (ReleaseFollower follower = follow(Optional.empty(), (release, previous) -> {
            runs.add(new Run(release, previous));
            if (release.equals(TWO)) {
                throw new IllegalStateException("never");
            }
        })) {
            onFailure = failure -> becomes(follower, THREE);
            assertThat(next()).isEqualTo(new Run(ONE, Optional.empty()));
            becomes(follower, TWO);
            assertThat(next()).isEqualTo(new Run(TWO, Optional.of(ONE)));
            assertThat(next()).isEqualTo(new Run(THREE, Optional.of(ONE)));
        }
        assertThat(runs).isEmpty();
        assertThat(failures).hasSize(1);
    }

    @Test
    @DisplayName("runs again for the release before when a run in between failed, which may have done a part")
    void backAfterAFailure() throws Exception {
        current = Optional.of(ONE);
        try (ReleaseFollower follower = follow(Optional.empty(), (release, previous) -> {
            runs.add(new Run(release, previous));
            if (release.equals(TWO)) {
                throw new IllegalStateException("half done");
            }
        })) {
            onFailure = failure -> becomes(follower, ONE);
            next();
            becomes(follower, TWO);
            next();
            assertThat(next()).isEqualTo(new Run(ONE, Optional.of(ONE)));
        }
    }

    @Test
    @DisplayName("goes on after an action that throws an error or leaves its thread interrupted")
    void survives() throws Exception {
        AtomicBoolean thrown = new AtomicBoolean();
        current = Optional.of(ONE);
        try (ReleaseFollower follower = follow(Optional.empty(), (release, previous) -> {
            Thread.currentThread().interrupt();
            if (!thrown.getAndSet(true)) {
                throw new AssertionError("a mistake");
            }
            runs.add(new Run(release, previous));
        })) {
            assertThat(next().release()).isEqualTo(ONE);
            becomes(follower, TWO);
            assertThat(next().release()).isEqualTo(TWO);
        }
        assertThat(failures).hasSize(1);
    }

    @Test
    @DisplayName("interrupts a run that does not end after it was closed, and tells no failure then")
    void closeWhileRunning() throws Exception {
        CountDownLatch inRun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        current = Optional.of(ONE);
        ReleaseFollower follower = follow(Optional.empty(), (release, previous) -> {
            inRun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
        });
        inRun.await();
        follower.close();
        assertThat(interrupted.getCount()).isZero();
        assertThat(failures).isEmpty();
        follower.close();
    }

    @Test
    @DisplayName("lets a run end that does so soon after it was closed, and runs no more")
    void closeLetsARunEnd() throws Exception {
        CountDownLatch inRun = new CountDownLatch(1);
        CountDownLatch closing = new CountDownLatch(1);
        current = Optional.of(ONE);
        ReleaseFollower follower = follow(Optional.empty(), (release, previous) -> {
            inRun.countDown();
            closing.await();
            runs.add(new Run(release, previous));
            current = Optional.of(TWO);
        });
        inRun.await();
        Thread closer = new Thread(follower::close);
        closer.start();
        Awaitility.await().until(() -> closer.getState() == Thread.State.TIMED_WAITING);
        closing.countDown();
        closer.join();
        assertThat(runs).containsExactly(new Run(ONE, Optional.empty()));
    }

    @Test
    @DisplayName("may be closed by its own action")
    void closedByItsAction() throws Exception {
        BlockingQueue<ReleaseFollower> self = new LinkedBlockingQueue<>();
        CountDownLatch closed = new CountDownLatch(1);
        current = Optional.of(ONE);
        self.add(follow(Optional.empty(), (release, previous) -> {
            self.take().close();
            closed.countDown();
        }));
        assertThat(closed.await(2, TimeUnit.SECONDS)).isTrue();
    }
}
