package io.cdntopology.docker;

import com.github.dockerjava.api.DockerClient;
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
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(20);

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
     * @throws CdnException with {@code ENGINE_UNREACHABLE} if it does not end within 20 seconds
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
                long deadline = System.nanoTime() + PATIENCE.toNanos();
                output.awaitCompletion(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
                return new Result(exit(attempted, client, id, deadline), output.text());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw engine.failures().interrupted(attempted, e);
            } catch (IOException | RuntimeException e) {
                throw engine.failures().of(attempted, e);
            }
        });
    }

    /** The end of its output may be told before its own, or not at all. */
    private long exit(String attempted, DockerClient client, String id, long deadline) throws InterruptedException {
        while (true) {
            InspectExecResponse state = client.inspectExecCmd(id).exec();
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
                                "see what it waits for"));
            }
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
        }
    }
}
