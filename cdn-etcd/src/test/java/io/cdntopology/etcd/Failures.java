package io.cdntopology.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.spi.CommitResult;
import io.cdntopology.spi.CoordinationClient;
import io.cdntopology.spi.Key;
import io.cdntopology.spi.Transaction;
import io.cdntopology.spi.Write;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** How calls fail. */
final class Failures {
    /** What the tests give as the time of a call, and what one may take on a machine that is busy. */
    static final Duration TIMEOUT = Duration.ofSeconds(5);

    private static final Duration LIMIT = Duration.ofSeconds(15);

    private Failures() {}

    /** A call fails in time, with one problem. */
    static CdnException assertFails(ErrorCode code, ThrowingCallable call) {
        long start = System.nanoTime();
        CdnException failure = catchThrowableOfType(CdnException.class, call);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LIMIT);
        assertThat(failure).isNotNull();
        assertThat(failure.code()).as(failure.getMessage()).isEqualTo(code);
        assertThat(failure.problems()).hasSize(1);
        assertThat(failure.getMessage()).doesNotContain("\n");
        return failure;
    }

    /** Everything that is printed of a failure, causes included. */
    static String printed(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }

    static CommitResult put(CoordinationClient client, Key key, String value) {
        return client.commit(new Transaction(List.of(), List.of(new Write.Put(key, value))));
    }
}
