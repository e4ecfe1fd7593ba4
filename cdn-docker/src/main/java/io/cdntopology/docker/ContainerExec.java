package io.cdntopology.docker;

import com.github.dockerjava.api.command.InspectExecResponse;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Runs commands in containers that run.
 *
 * @param engine that they are on
 */
record ContainerExec(EngineConnection engine) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration OUTPUT_PATIENCE = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofMillis(100);

    /**
     * How a command ended.
     *
     * @param exit   its status
     * @param output what it wrote to either of its outputs
     */
    record Result(long exit, String output) {}

    /**
     * Runs a command as the user of the container, and waits for its end.
     *
     * @param attempted what it is for, for reports
     * @throws CdnException with {@code ENGINE_UNREACHABLE} if it does not end within 30 seconds
     */
    Result run(String attempted, String container, String... command) {
        String id = engine.call(
                attempted,
                client -> client.execCreateCmd(container)
                        .withCmd(command)
                        .withAttachStdout(true)
                        .withAttachStderr(true)
                        .exec()
                        .getId());
        return engine.stream(attempted, client -> {
            try (FrameText output = new FrameText()) {
                client.execStartCmd(id).exec(output);
                long exit = awaitExit(attempted, id);
                output.awaitCompletion(OUTPUT_PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
                return new Result(exit, output.text());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw engine.failures().interrupted(attempted, e);
            } catch (IOException | RuntimeException e) {
                throw engine.failures().of(attempted, e);
            }
        });
    }

    /** By looking: the end of its output may be told late, or never. */
    private long awaitExit(String attempted, String id) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            InspectExecResponse state = engine.callRepeatable(
                    attempted, client -> client.inspectExecCmd(id).exec());
            if (!Boolean.TRUE.equals(state.isRunning()) && state.getExitCodeLong() != null) {
                return state.getExitCodeLong();
            }
            if (System.nanoTime() > deadline) {
                throw CdnException.of(
                        ErrorCode.ENGINE_UNREACHABLE,
                        attempted,
                        new Problem(
                                engine.toString(),
                                "the command did not end within " + PATIENCE,
                                "see whether the engine is overloaded or hangs: docker info, journalctl -u docker"));
            }
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
        }
    }
}
