package io.cdntopology.docker;

import io.cdntopology.failure.CdnException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the nginx of a container logs as errors, from one moment on. Moments are those of the engine, whose clock may be
 * another one than that of this process.
 *
 * @param engine    that it is on
 * @param container its id
 * @param after     the time of the last line before, as the engine writes it; empty for all lines
 */
record ServerLog(EngineConnection engine, String container, String after) {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Pattern ALARM = Pattern.compile("\\[(?:emerg|alert|crit)\\]");
    private static final int MAX_ALARMS = 5;

    /** From the beginning. */
    static ServerLog whole(EngineConnection engine, String container) {
        return new ServerLog(engine, container, "");
    }

    /** From now on. */
    static ServerLog fromNow(EngineConnection engine, String container) {
        List<String> last = read(engine, container, 0, 1);
        return new ServerLog(engine, container, last.isEmpty() ? "" : time(last.get(0)));
    }

    /** The lines since, without when. */
    List<String> lines() {
        return read(engine, container, seconds(), -1).stream()
                .filter(line -> time(line).compareTo(after) > 0)
                .map(line -> line.substring(Math.min(line.length(), time(line).length() + 1)))
                .toList();
    }

    /** The lines since that tell of what must not happen; a few of them. */
    List<String> alarms() {
        return lines().stream()
                .filter(line -> ALARM.matcher(line).find() || line.startsWith(EdgeView.ENDED))
                .map(EngineFailures::quoted)
                .limit(MAX_ALARMS)
                .toList();
    }

    private static String time(String line) {
        int space = line.indexOf(' ');
        return space < 0 ? line : line.substring(0, space);
    }

    private int seconds() {
        try {
            return after.isEmpty() ? 0 : Math.toIntExact(Instant.parse(after).getEpochSecond());
        } catch (DateTimeParseException e) {
            return 0;
        }
    }

    private static List<String> read(EngineConnection engine, String container, int since, int tail) {
        String attempted = "Reading the log of " + container;
        FrameText text = new FrameText();
        return engine.stream(attempted, client -> {
            try (text) {
                client.logContainerCmd(container)
                        .withStdErr(true)
                        .withTimestamps(true)
                        .withSince(since)
                        .withTail(tail)
                        .exec(text);
                text.awaitCompletion(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw engine.failures().interrupted(attempted, e);
            } catch (IOException | RuntimeException e) {
                throw e instanceof CdnException told ? told : engine.failures().of(attempted, e);
            }
            return Stream.of(text.text().split("\n", -1))
                    .filter(line -> !line.isBlank())
                    .toList();
        });
    }
}
