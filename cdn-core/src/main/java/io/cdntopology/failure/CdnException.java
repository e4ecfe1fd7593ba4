package io.cdntopology.failure;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The one exception of this library. Its message says what was attempted, why it failed and what to do; it never
 * contains a secret.
 */
public final class CdnException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient List<Problem> problems;

    private CdnException(ErrorCode code, List<Problem> problems, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.problems = List.copyOf(problems);
    }

    /** A failure with a single problem: {@code attempted} failed at {@code problem}. */
    public static CdnException of(ErrorCode code, String attempted, Problem problem) {
        return of(code, attempted, problem, null);
    }

    /** A failure with a single problem and its cause. */
    public static CdnException of(ErrorCode code, String attempted, Problem problem, @Nullable Throwable cause) {
        return new CdnException(code, List.of(problem), attempted + " failed: " + problem, cause);
    }

    /**
     * A failure with several problems, all of which are named in the message.
     *
     * @throws IllegalArgumentException if there is no problem
     */
    public static CdnException of(ErrorCode code, String attempted, List<Problem> problems) {
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("a failure names at least one problem");
        }
        if (problems.size() == 1) {
            return of(code, attempted, problems.get(0));
        }
        String lines = problems.stream().map(p -> "\n  - " + p).collect(Collectors.joining());
        return new CdnException(code, problems, attempted + " failed, " + problems.size() + " problems:" + lines, null);
    }

    /** The stable name of the failure. */
    public ErrorCode code() {
        return code;
    }

    /** What is wrong, at least one; empty only after Java serialization, which keeps just the message. */
    public List<Problem> problems() {
        return problems == null ? List.of() : problems;
    }
}
