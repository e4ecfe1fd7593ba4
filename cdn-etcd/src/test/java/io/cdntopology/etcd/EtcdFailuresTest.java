package io.cdntopology.etcd;

import static io.cdntopology.failure.ErrorCode.COORDINATION_REFUSED;
import static io.cdntopology.failure.ErrorCode.COORDINATION_UNAVAILABLE;
import static io.etcd.jetcd.common.exception.ErrorCode.NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.failure.ErrorCode;
import io.cdntopology.spi.Key;
import io.cdntopology.spi.Transaction;
import io.cdntopology.spi.Write;
import io.etcd.jetcd.common.exception.EtcdExceptionFactory;
import io.grpc.Status;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateNotYetValidException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A failure of jetcd")
class EtcdFailuresTest {
    private static final String WHERE = "https://a.example:2379";
    private static final Attempt READING = Attempt.reading(new Key("/cdn/docs/"));

    private final EtcdFailures failures = new EtcdFailures(WHERE, true, false, Optional.of("cdn"), "/team-a");

    private EtcdFailures.Failure of(Status status) {
        return failures.of(READING, status.asRuntimeException());
    }

    private static void assertMeans(EtcdFailures.Failure failure, ErrorCode code, boolean reconnect, String text) {
        assertThat(failure.told().code()).isEqualTo(code);
        assertThat(failure.told().problems()).hasSize(1);
        assertThat(failure.told())
                .hasMessageStartingWith("Reading /cdn/docs/ failed: " + WHERE + ": ")
                .hasMessageContaining(text);
        assertThat(failure.reconnect()).isEqualTo(reconnect);
    }

    @Test
    @DisplayName("is a refusal if etcd gives the reason, and breaks the connection only where a new one may help")
    void refused() {
        assertMeans(
                of(Status.PERMISSION_DENIED.withDescription("etcdserver: permission denied")),
                COORDINATION_REFUSED,
                false,
                "readwrite /team-a/cdn/docs/");
        assertMeans(
                of(Status.RESOURCE_EXHAUSTED.withDescription("etcdserver: mvcc: database space exceeded")),
                COORDINATION_REFUSED,
                false,
                "etcdctl alarm disarm");
        assertMeans(
                of(Status.RESOURCE_EXHAUSTED.withDescription("gRPC message exceeds maximum size 9: 10")),
                COORDINATION_REFUSED,
                false,
                "too large");
        assertMeans(
                of(Status.FAILED_PRECONDITION.withDescription("etcdserver: authentication is not enabled")),
                COORDINATION_REFUSED,
                true,
                "remove user(…)");
    }

    @Test
    @DisplayName("while a token is got is what etcd said, not that there is no token")
    void hidden() {
        Status wrong = Status.INVALID_ARGUMENT.withDescription(
                "etcdserver: authentication failed, invalid user ID or password");
        assertMeans(
                of(Status.UNAUTHENTICATED.withCause(wrong.asRuntimeException())),
                COORDINATION_REFUSED,
                true,
                "knows no user 'cdn' with this password");
        Status down = Status.UNAVAILABLE.withDescription("io exception").withCause(new IOException("refused"));
        assertMeans(
                of(Status.UNAUTHENTICATED.withCause(down.asRuntimeException())),
                COORDINATION_UNAVAILABLE,
                true,
                "io exception: refused");
    }

    @Test
    @DisplayName("is none of the caller's if the token has ended")
    void tokenEnded() {
        for (String text : List.of("etcdserver: invalid auth token", "etcdserver: revision of auth store is old")) {
            EtcdFailures.Failure failure = of(Status.UNAUTHENTICATED.withDescription(text));
            assertMeans(failure, COORDINATION_UNAVAILABLE, true, "with a new token");
            assertThat(EtcdFailures.isTokenEnded(failure.told())).isTrue();
        }
    }

    @Test
    @DisplayName("is transient if etcd is busy or cannot be reached; only then is the connection given up")
    void unavailable() {
        assertMeans(
                of(Status.RESOURCE_EXHAUSTED.withDescription("etcdserver: too many requests")),
                COORDINATION_UNAVAILABLE,
                false,
                "lower the load");
        EtcdFailures.Failure broken = of(Status.UNAVAILABLE.withDescription("closed\nChannel Pipeline: []"));
        assertMeans(broken, COORDINATION_UNAVAILABLE, true, "majority");
        assertThat(broken.told()).hasMessageNotContaining("Pipeline");
    }

    @Test
    @DisplayName("says that a lease is gone, and that the connection is good")
    void leaseGone() {
        EtcdFailures.Failure gone =
                failures.of(READING, EtcdExceptionFactory.newEtcdException(NOT_FOUND, "etcdserver: lease not found"));
        assertThat(EtcdFailures.isLeaseGone(gone.told())).isTrue();
        assertThat(gone.reconnect()).isFalse();
    }

    @Test
    @DisplayName("of a handshake is a refusal with its reason, unless the connection merely broke off")
    void handshake() {
        assertMeans(
                handshake(new SSLException("Received fatal alert: certificate_required")),
                COORDINATION_REFUSED,
                true,
                "wants a certificate of this client");
        assertMeans(
                handshake(new SSLException("Received fatal alert: protocol_version")),
                COORDINATION_REFUSED,
                true,
                "refuses TLS with this client (protocol_version)");
        assertMeans(
                handshake(caused(new CertificateNotYetValidException("tomorrow"))),
                COORDINATION_REFUSED,
                true,
                "is not valid yet (tomorrow)");
        assertMeans(
                handshake(caused(new CertificateException("No subject alternative names present"))),
                COORDINATION_REFUSED,
                true,
                "does not name the host");
        assertMeans(
                handshake(caused(new CertificateException("odd"))),
                COORDINATION_REFUSED,
                true,
                "is not accepted (odd)");
        assertMeans(
                handshake(new SSLHandshakeException("Connection closed")), COORDINATION_UNAVAILABLE, true, "majority");
    }

    private EtcdFailures.Failure handshake(Exception cause) {
        return of(Status.UNAVAILABLE.withDescription("io exception").withCause(cause));
    }

    private static Exception caused(Exception cause) {
        SSLHandshakeException handshake = new SSLHandshakeException(cause.getMessage());
        handshake.initCause(cause);
        return handshake;
    }

    @Test
    @DisplayName("of a transaction names what its keys have in common")
    void commonKeys() {
        Transaction several = new Transaction(
                List.of(),
                List.of(
                        new Write.Put(new Key("/cdn/docs/desired/content"), "x"),
                        new Write.Delete(new Key("/cdn/docs/history/1"))));
        Transaction one = new Transaction(List.of(), List.of(new Write.Delete(new Key("/cdn/docs/history/1"))));
        assertThat(Attempt.writing(several)).isEqualTo(new Attempt("Writing /cdn/docs/desired/content", "/cdn/docs/"));
        assertThat(Attempt.writing(one)).isEqualTo(new Attempt("Writing /cdn/docs/history/1", "/cdn/docs/history/"));
    }
}
