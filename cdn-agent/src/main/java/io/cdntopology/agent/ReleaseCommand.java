package io.cdntopology.agent;

import io.cdntopology.release.CommitId;
import io.cdntopology.release.Release;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the command of the user for a release, by {@code /bin/sh -c}, and fails unless it ends with status 0 within its
 * time. It sees {@code CDN_COMMIT}, {@code CDN_PREVIOUS_COMMIT} (empty the first time), {@code CDN_CONTENT}, and of the
 * agent's environment what does not start with {@code CDN_}. What it prints becomes log lines.
 *
 * <p>{@link #run} is called by one thread at a time, {@link #stop} by any.
 */
final class ReleaseCommand {
    private static final Logger LOG = LoggerFactory.getLogger(ReleaseCommand.class);
    private static final Logger OUTPUT = LoggerFactory.getLogger("exec");

    /** How long output may come after the command has ended, from what it left running. */
    private static final long LATE_OUTPUT_MILLIS = 500;

    private final ExecSettings settings;
    private final Path content;
    private final Object guard = new Object();
    private @Nullable Process running;
    private boolean stopped;

    /**
     * @param settings what is run
     * @param content  where servers read the live site
     */
    ReleaseCommand(ExecSettings settings, Path content) {
        this.settings = settings;
        this.content = content;
    }

    /**
     * Runs it once.
     *
     * @throws IOException          if it fails, saying how, or was stopped
     * @throws InterruptedException if the thread is interrupted; the command has ended then
     */
    void run(Release release, Optional<Release> previous) throws IOException, InterruptedException {
        Process process = launch(release, previous);
        Thread output = new Thread(() -> tell(process.getInputStream()), "cdn-exec-output");
        output.setDaemon(true);
        output.start();
        try {
            if (!process.waitFor(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("it took longer than " + settings.timeout() + ", and was ended");
            }
        } finally {
            end(process, output);
        }
        int status = process.exitValue();
        if (status != 0) {
            throw new IOException("it ended with status " + status);
        }
    }

    private Process launch(Release release, Optional<Release> previous) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", settings.command())
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"));
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("CDN_"));
        environment.put("CDN_COMMIT", release.commit().value());
        environment.put(
                "CDN_PREVIOUS_COMMIT",
                previous.map(Release::commit).map(CommitId::value).orElse(""));
        environment.put("CDN_CONTENT", content.toString());
        synchronized (guard) {
            if (stopped) {
                throw new IOException("the agent ends");
            }
            Process process = builder.start();
            running = process;
            return process;
        }
    }

    private static void tell(InputStream stream) {
        try (stream) {
            OutputLines.tell(stream, OUTPUT::info);
        } catch (IOException e) {
            LOG.debug("No more is heard of the command", e);
        }
    }

    private void end(Process process, Thread output) throws IOException, InterruptedException {
        if (process.isAlive()) {
            new ProcessTree(process).end();
        }
        synchronized (guard) {
            running = null;
        }
        output.join(LATE_OUTPUT_MILLIS);
        process.getInputStream().close();
    }

    /** Ends a run that is under way, and lets none begin any more. Returns once it has ended. Idempotent. */
    void stop() {
        Process process;
        synchronized (guard) {
            stopped = true;
            process = running;
        }
        if (process != null) {
            new ProcessTree(process).end();
        }
    }
}
