package io.cdntopology.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** How calls fail. */
final class Failures {
    /** What a call that fails may take on a machine that is busy. */
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private Failures() {}

    /** A call fails in time, with one problem whose text has all these parts. */
    static CdnException assertFails(ErrorCode code, ThrowingCallable call, String... parts) {
        long start = System.nanoTime();
        CdnException failure = catchThrowableOfType(CdnException.class, call);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LIMIT);
        assertThat(failure).isNotNull();
        assertThat(failure.code()).as(printed(failure)).isEqualTo(code);
        assertThat(failure.problems()).hasSize(1);
        assertThat(failure.getMessage()).doesNotContain("\n");
        for (String part : parts) {
            assertThat(failure.getMessage()).contains(part);
        }
        return failure;
    }

    /** Everything that is printed of a failure, causes included. */
    static String printed(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }
}
