package io.cdntopology.agent;

import java.time.Duration;
import java.util.Optional;

/**
 * What is run for each release.
 *
 * @param command what the shell is given
 * @param timeout how long it may take
 */
record ExecSettings(String command, Duration timeout) {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(1);
    private static final Duration MIN_TIMEOUT = Duration.ofSeconds(1);

    static Optional<ExecSettings> read(OptionReader options) {
        Optional<Duration> timeout = options.optional(
                AgentOption.EXEC_TIMEOUT, text -> ValueText.duration(text, MIN_TIMEOUT), ValueText.DURATION_FIX);
        if (options.has(AgentOption.EXEC_TIMEOUT) && !options.has(AgentOption.EXEC)) {
            options.reject(
                    AgentOption.EXEC_TIMEOUT,
                    "there is no command",
                    "give " + AgentOption.EXEC.flag() + ", or remove it");
        }
        return options.optional(AgentOption.EXEC, ExecSettings::command, "give a command, or leave it out")
                .map(command -> new ExecSettings(command, timeout.orElse(DEFAULT_TIMEOUT)));
    }

    private static String command(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("the command is empty");
        }
        return text;
    }

    /** Without the command, which may contain a secret. */
    @Override
    public String toString() {
        return "ExecSettings[timeout=" + timeout + "]";
    }
}
