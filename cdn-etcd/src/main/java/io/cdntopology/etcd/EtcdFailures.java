package io.cdntopology.etcd;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.etcd.jetcd.common.exception.CompactedException;
import io.etcd.jetcd.common.exception.EtcdException;
import io.etcd.jetcd.common.exception.EtcdExceptionFactory;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What failures of jetcd mean, and what to do about them.
 *
 * @param where     the members, for reports
 * @param tls       whether they are spoken to by TLS
 * @param identity  whether a client certificate is shown to them
 * @param user      the name of the user
 * @param namespace what all keys are below; may be empty
 */
record EtcdFailures(String where, boolean tls, boolean identity, Optional<String> user, String namespace) {
    private static final String READ_AGAIN = "read everything again, then watch from there";
    private static final String PERMISSION_DENIED = "etcdserver: permission denied";

    /**
     * A failure with what follows from it.
     *
     * @param told      what the caller is told
     * @param reconnect whether the next call is to be made on a new connection
     */
    record Failure(CdnException told, boolean reconnect) {}

    /** The failure that a call or a watch of jetcd ended with. */
    Failure of(Attempt attempt, Throwable thrown) {
        EtcdException cause = cause(thrown);
        if (cause instanceof CompactedException) {
            return keep(ErrorCode.CONFLICT, attempt, said(cause), READ_AGAIN, cause);
        }
        Optional<Problem> handshake = tls ? TlsFailures.problem(where, identity, cause) : Optional.empty();
        if (handshake.isPresent()) {
            return new Failure(
                    CdnException.of(ErrorCode.COORDINATION_REFUSED, attempt.text(), handshake.get(), cause), true);
        }
        return isTokenEnded(cause)
                ? new Failure(unavailable(attempt, said(cause), "try again, with a new token", cause), true)
                : answered(attempt, cause);
    }

    /** jetcd hides a failure to get a token behind one that says nothing. */
    private static EtcdException cause(Throwable thrown) {
        EtcdException outer = EtcdExceptionFactory.toEtcdException(thrown);
        Throwable inner = outer.getCause();
        boolean hidden = outer.getErrorCode() == io.etcd.jetcd.common.exception.ErrorCode.UNAUTHENTICATED
                && (inner instanceof StatusException || inner instanceof StatusRuntimeException);
        return hidden ? EtcdExceptionFactory.toEtcdException(inner) : outer;
    }

    private Failure answered(Attempt attempt, EtcdException cause) {
        return switch (cause.getErrorCode()) {
            case UNAUTHENTICATED, FAILED_PRECONDITION, PERMISSION_DENIED -> refused(attempt, cause);
            case INVALID_ARGUMENT -> invalid(attempt, cause);
            case RESOURCE_EXHAUSTED -> exhausted(attempt, cause);
            case NOT_FOUND -> new Failure(unreachable(attempt, said(cause), cause), false);
            default ->
                isDenied(cause)
                        ? refused(attempt, cause)
                        : new Failure(unreachable(attempt, reason(cause), cause), true);
        };
    }

    private Failure refused(Attempt attempt, EtcdException cause) {
        if (isDenied(cause)) {
            return denied(attempt, cause);
        }
        String said = said(cause);
        if (said.contains("authentication is not enabled")) {
            return reconnect(
                    attempt,
                    "a user is given, but etcd has no authentication (" + said + ")",
                    "enable it by etcdctl auth enable, or remove user(…)",
                    cause);
        }
        return reconnect(attempt, said, "see the log of etcd, and what user(…) and clientCertificate(…) give", cause);
    }

    private Failure denied(Attempt attempt, EtcdException cause) {
        String below = attempt.keys().isEmpty() ? "its keys" : namespace + attempt.keys();
        String who = user.map(name -> "user '" + name + "'").orElse("this client, which gives no user,");
        String fix = user.isEmpty()
                ? "give user(…) one that may read and write below " + below
                : "grant a role of the user: etcdctl role grant-permission ROLE --prefix=true readwrite " + below;
        return keep(
                ErrorCode.COORDINATION_REFUSED,
                attempt,
                who + " may not do that below " + below + " (" + said(cause) + ")",
                fix,
                cause);
    }

    private Failure invalid(Attempt attempt, EtcdException cause) {
        String said = said(cause);
        if (said.contains("user name is empty")) {
            return reconnect(
                    attempt,
                    "etcd has authentication enabled, and no user is given (" + said + ")",
                    "give user(…)",
                    cause);
        }
        if (said.contains("authentication failed")) {
            return reconnect(
                    attempt,
                    "etcd knows no user '" + user.orElse("") + "' with this password (" + said + ")",
                    "correct the name and the password of user(…); etcdctl user passwd sets one",
                    cause);
        }
        return keep(
                ErrorCode.INVALID_ARGUMENT,
                attempt,
                said,
                "put less into one transaction, or raise --max-request-bytes of etcd",
                cause);
    }

    private Failure exhausted(Attempt attempt, EtcdException cause) {
        String said = said(cause);
        if (said.contains("space exceeded")) {
            return keep(
                    ErrorCode.COORDINATION_REFUSED,
                    attempt,
                    "the database of etcd is full, it takes no writes (" + said + ")",
                    "etcdctl compaction REVISION, etcdctl defrag, then etcdctl alarm disarm; set"
                            + " --auto-compaction-retention, or raise --quota-backend-bytes",
                    cause);
        }
        if (said.contains("maximum size")) {
            return keep(
                    ErrorCode.COORDINATION_REFUSED,
                    attempt,
                    "the answer is too large (" + said + ")",
                    "delete what does not belong below these keys",
                    cause);
        }
        return new Failure(unavailable(attempt, said, "lower the load on etcd", cause), false);
    }

    private static boolean isDenied(EtcdException cause) {
        return said(cause).contains(PERMISSION_DENIED);
    }

    /**
     * Whether etcd did not begin a watch, for a reason that is not said: jetcd keeps some to itself, and etcd before 3.5
     * says the same of a token that has ended as of rights that do not suffice. A reading of the same keys tells.
     */
    static boolean isWatchTurnedAway(Throwable thrown) {
        EtcdException cause = EtcdExceptionFactory.toEtcdException(thrown);
        return isDenied(cause) || said(cause).contains("failed to create watch id");
    }

    /** Whether a call was turned away, without being looked at, because the token of this client is not valid any more. */
    static boolean isTokenEnded(CdnException failure) {
        return failure.getCause() instanceof EtcdException cause && isTokenEnded(cause);
    }

    private static boolean isTokenEnded(EtcdException cause) {
        return said(cause).contains("invalid auth token") || said(cause).contains("revision of auth store is old");
    }

    /** Whether etcd does not know a lease. */
    static boolean isLeaseGone(CdnException failure) {
        return failure.getCause() instanceof EtcdException cause
                && cause.getErrorCode() == io.etcd.jetcd.common.exception.ErrorCode.NOT_FOUND;
    }

    /** A watch was turned away, but reading the same keys is not: it was asked for with a token that had ended. */
    CdnException watchTokenEnded(Attempt attempt, Throwable cause) {
        return unavailable(attempt, "the token of this client had ended", READ_AGAIN, cause);
    }

    CdnException noAnswer(Attempt attempt, Duration deadline, Throwable cause) {
        return unreachable(attempt, "there was no answer within " + deadline, cause);
    }

    CdnException ended(Attempt attempt) {
        return unavailable(attempt, "etcd ended the watch", READ_AGAIN, null);
    }

    CdnException closed(Attempt attempt) {
        return failure(ErrorCode.CLOSED, attempt, "the client was closed", "connect another one", null);
    }

    CdnException interrupted(Attempt attempt, InterruptedException cause) {
        return failure(
                ErrorCode.INTERRUPTED,
                attempt,
                "the thread was interrupted while it waited",
                "try again in a thread that is not",
                cause);
    }

    private CdnException unreachable(Attempt attempt, String why, Throwable cause) {
        String scheme = tls
                ? "and whether they speak TLS, as the https URLs say"
                : "and whether they speak plain HTTP, as the http URLs say";
        return unavailable(
                attempt,
                why,
                "see whether a majority of the members runs and can be reached from here, " + scheme,
                cause);
    }

    private CdnException unavailable(Attempt attempt, String why, String fix, @Nullable Throwable cause) {
        return failure(ErrorCode.COORDINATION_UNAVAILABLE, attempt, why, fix, cause);
    }

    private Failure keep(ErrorCode code, Attempt attempt, String why, String fix, Throwable cause) {
        return new Failure(failure(code, attempt, why, fix, cause), false);
    }

    private Failure reconnect(Attempt attempt, String why, String fix, Throwable cause) {
        return new Failure(failure(ErrorCode.COORDINATION_REFUSED, attempt, why, fix, cause), true);
    }

    private CdnException failure(ErrorCode code, Attempt attempt, String why, String fix, @Nullable Throwable cause) {
        return CdnException.of(code, attempt.text(), new Problem(where, why, fix), cause);
    }

    /** The first line: gRPC adds the state of its connection. */
    private static String said(EtcdException cause) {
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    }

    /** gRPC says little of a connection that broke; what broke it says more. */
    private static String reason(EtcdException cause) {
        Throwable first = cause;
        while (first.getCause() != null) {
            first = first.getCause();
        }
        return first == cause || first.getMessage() == null ? said(cause) : said(cause) + ": " + first.getMessage();
    }
}
