package io.cdntopology.docker;

import static io.cdntopology.docker.EngineFailures.find;

import io.cdntopology.failure.Problem;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Why an engine and this side do not talk TLS. A handshake that merely broke off is no such reason. */
final class EngineTlsFailures {
    private EngineTlsFailures() {}

    static Optional<Problem> problem(DockerHost host, Throwable thrown) {
        String where = host.toString();
        if (find(thrown, CertificateExpiredException.class).isPresent()) {
            return Optional.of(new Problem(
                    where, "the certificate of the engine has expired", "renew it, then restart the engine"));
        }
        if (find(thrown, CertificateNotYetValidException.class).isPresent()) {
            return Optional.of(new Problem(
                    where, "the certificate of the engine is not valid yet", "compare the clocks of both machines"));
        }
        if (find(thrown, CertPathBuilderException.class).isPresent()) {
            return Optional.of(new Problem(
                    where,
                    "the certificate of the engine comes from no authority of ca.pem",
                    "put the authority that issued it into ca.pem"));
        }
        boolean misnamed = find(thrown, CertificateException.class).isPresent()
                || find(thrown, SSLPeerUnverifiedException.class).isPresent();
        if (misnamed) {
            return Optional.of(new Problem(
                    where,
                    "the certificate of the engine does not name this host",
                    "use a host that it names, or add this one to its subject alternative names"));
        }
        return find(thrown, SSLException.class).flatMap(cause -> handshake(where, String.valueOf(cause.getMessage())));
    }

    private static Optional<Problem> handshake(String where, String message) {
        String text = message.toLowerCase(Locale.ROOT);
        if (text.contains("unrecognized ssl message")) {
            return Optional.of(new Problem(
                    where,
                    "what answers there does not speak TLS",
                    "start the engine with --tlsverify, or remove tls(…)"));
        }
        if (text.contains("fatal alert")) {
            return Optional.of(new Problem(
                    where,
                    "the engine refuses TLS with this client (" + message + ")",
                    "give a cert.pem that is valid and comes from the --tlscacert of the engine"));
        }
        return Optional.empty();
    }
}
