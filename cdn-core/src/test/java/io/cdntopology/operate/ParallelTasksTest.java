package io.cdntopology.operate;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Tasks that are run at the same time")
@Timeout(30)
class ParallelTasksTest {
    private final CountDownLatch begun = new CountDownLatch(1);

    private void waitForEver() {
        begun.countDown();
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            throw CdnException.of(
                    ErrorCode.INTERRUPTED, "Waiting", new Problem("task", "it was interrupted", "go on"), e);
        }
    }

    @Test
    @DisplayName("end when that is closed: those that run are interrupted, and no others begin")
    void close() throws Exception {
        ParallelTasks tasks = new ParallelTasks("tasks", 1);
        CompletableFuture<List<CdnException>> failures =
                CompletableFuture.supplyAsync(() -> tasks.run(List.of(this::waitForEver, () -> {}, () -> {})));
        begun.await();

        tasks.close();

        assertThat(failures.get())
                .extracting(CdnException::code)
                .containsExactly(ErrorCode.INTERRUPTED, ErrorCode.CLOSED, ErrorCode.CLOSED);
        assertThat(tasks.run(List.of(() -> {}))).extracting(CdnException::code).containsExactly(ErrorCode.CLOSED);
    }

    @Test
    @DisplayName("all end although one fails, and the failures are told in order")
    void failures() {
        CdnException failure =
                CdnException.of(ErrorCode.CONFLICT, "Doing it", new Problem("task", "it fails", "do another one"));
        CountDownLatch others = new CountDownLatch(2);
        try (ParallelTasks tasks = new ParallelTasks("tasks", 2)) {
            Runnable failing = () -> {
                throw failure;
            };
            assertThat(tasks.run(List.of(others::countDown, failing, others::countDown)))
                    .containsExactly(failure);
        }
        assertThat(others.getCount()).isZero();
    }
}
