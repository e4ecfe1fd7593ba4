package io.cdntopology.etcd;

import io.cdntopology.failure.Problem;
import io.netty.handler.ssl.NotSslRecordException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Why one side does not talk TLS to the other. A handshake that merely broke off is no such reason: the member may have
 * gone down.
 */
final class TlsFailures {
    private static final String ALERT = "fatal alert: ";

    private TlsFailures() {}

    /**
     * What is wrong, if a handshake was refused by either side.
     *
     * @param identity whether this client shows a certificate
     */
    static Optional<Problem> problem(String where, boolean identity, Throwable failure) {
        return Stream.<Optional<Problem>>of(
                        find(failure, CertificateExpiredException.class)
                                .map(e -> invalid(where, "has expired", e, "renew the certificate of the member")),
                        find(failure, CertificateNotYetValidException.class)
                                .map(e -> invalid(where, "is not valid yet", e, "compare the clocks of both machines")),
                        find(failure, CertPathBuilderException.class)
                                .map(e -> invalid(
                                        where,
                                        "comes from no authority that is trusted here",
                                        e,
                                        "give trust(…) the certificate of the authority that issued it")),
                        find(failure, CertificateException.class).map(e -> certificate(where, e)),
                        find(failure, NotSslRecordException.class)
                                .map(e -> new Problem(
                                        where,
                                        "what answers there does not speak TLS",
                                        "give http URLs, or start etcd with --cert-file and https URLs for clients")),
                        find(failure, SSLException.class).flatMap(e -> alert(where, identity, e)))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Problem invalid(String where, String what, Exception e, String fix) {
        return new Problem(where, "the certificate of etcd " + what + " (" + e.getMessage() + ")", fix);
    }

    private static Problem certificate(String where, CertificateException e) {
        String message = String.valueOf(e.getMessage());
        return message.startsWith("No ") && message.contains("name")
                ? invalid(
                        where,
                        "does not name the host of the URL",
                        e,
                        "use a host that it names, or add this one to its subject alternative names")
                : invalid(where, "is not accepted", e, "see its issuer, its extensions and its key");
    }

    private static Optional<Problem> alert(String where, boolean identity, SSLException e) {
        String message = String.valueOf(e.getMessage());
        int at = message.indexOf(ALERT);
        if (at < 0) {
            return Optional.empty();
        }
        String alert = message.substring(at + ALERT.length());
        if (!alert.contains("certificate") && !alert.contains("unknown_ca")) {
            return Optional.of(new Problem(
                    where,
                    "etcd refuses TLS with this client (" + alert + ")",
                    "see the log of etcd and its --cipher-suites"));
        }
        return Optional.of(
                identity
                        ? new Problem(
                                where,
                                "etcd refuses the certificate of this client (" + alert + ")",
                                "give clientCertificate(…) one that is valid and comes from the --trusted-ca-file of etcd")
                        : new Problem(
                                where,
                                "etcd wants a certificate of this client (" + alert + ")",
                                "give clientCertificate(…) one from the --trusted-ca-file of etcd"));
    }

    private static <T extends Throwable> Optional<T> find(Throwable failure, Class<T> type) {
        @Nullable Throwable cause = failure;
        while (cause != null && !type.isInstance(cause)) {
            cause = cause.getCause();
        }
        return Optional.ofNullable(cause).map(type::cast);
    }
}
