package io.cdntopology.etcd;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.etcd.jetcd.common.exception.CompactedException;
import io.etcd.jetcd.common.exception.EtcdException;
import io.etcd.jetcd.common.exception.EtcdExceptionFactory;
import java.time.Duration;

/** What failures of jetcd mean, and what to do about them. */
final class EtcdFailures {
    private EtcdFailures() {}

    /** The failure that a call or a watch of jetcd ended with. */
    static CdnException of(String attempted, String where, Throwable thrown) {
        EtcdException cause = EtcdExceptionFactory.toEtcdException(thrown);
        String why = String.valueOf(cause.getMessage());
        if (cause instanceof CompactedException) {
            return failure(
                    ErrorCode.CONFLICT, attempted, where, why, "read everything again, then watch from there", cause);
        }
        return switch (cause.getErrorCode()) {
            case PERMISSION_DENIED, UNAUTHENTICATED, FAILED_PRECONDITION ->
                failure(
                        ErrorCode.COORDINATION_REFUSED,
                        attempted,
                        where,
                        why,
                        "give this client a user that may read and write below its keys",
                        cause);
            case RESOURCE_EXHAUSTED ->
                failure(
                        ErrorCode.COORDINATION_REFUSED,
                        attempted,
                        where,
                        why,
                        "compact and defragment etcd, disarm its alarm, and set --auto-compaction-retention",
                        cause);
            case INVALID_ARGUMENT ->
                failure(
                        ErrorCode.INVALID_ARGUMENT,
                        attempted,
                        where,
                        why,
                        "put less into one transaction, or raise --max-request-bytes of etcd",
                        cause);
            default -> unavailable(attempted, where, why, cause);
        };
    }

    static CdnException noAnswer(String attempted, String where, Duration deadline, Throwable cause) {
        return unavailable(attempted, where, "there was no answer within " + deadline, cause);
    }

    static CdnException ended(String attempted, String where) {
        return CdnException.of(
                ErrorCode.COORDINATION_UNAVAILABLE,
                attempted,
                new Problem(where, "etcd ended the watch", "read everything again, then watch from there"));
    }

    private static CdnException unavailable(String attempted, String where, String why, Throwable cause) {
        return failure(
                ErrorCode.COORDINATION_UNAVAILABLE,
                attempted,
                where,
                why,
                "see whether a majority of the members runs and can be reached from here",
                cause);
    }

    static CdnException closed(String attempted, String where) {
        return CdnException.of(
                ErrorCode.CLOSED, attempted, new Problem(where, "the client was closed", "connect another one"));
    }

    static CdnException interrupted(String attempted, String where, InterruptedException cause) {
        return failure(
                ErrorCode.INTERRUPTED,
                attempted,
                where,
                "the thread was interrupted while it waited",
                "try again in a thread that is not",
                cause);
    }

    private static CdnException failure(
            ErrorCode code, String attempted, String where, String why, String fix, Throwable cause) {
        return CdnException.of(code, attempted, new Problem(where, why, fix), cause);
    }
}
