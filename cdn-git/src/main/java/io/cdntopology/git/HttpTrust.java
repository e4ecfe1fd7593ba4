package io.cdntopology.git;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Whom a source believes to be an HTTP server. One factory of sockets for the same authorities, which keeps connections. */
final class HttpTrust {
    private final Supplier<byte[]> authorities;
    private byte[] pem = {};
    private @Nullable SSLSocketFactory sockets;

    /**
     * @param authorities gives their certificates, in PEM
     */
    HttpTrust(Supplier<byte[]> authorities) {
        this.authorities = authorities;
    }

    /**
     * What makes connections that are trusted now.
     *
     * @throws CdnException with {@code CREDENTIALS_REFUSED} if there are no certificates
     */
    synchronized SSLSocketFactory sockets() {
        byte[] now = authorities.get();
        SSLSocketFactory present = sockets;
        if (present == null || !Arrays.equals(now, pem)) {
            present = sockets(certificates(now));
            sockets = present;
            pem = now;
        }
        return present;
    }

    private static Collection<? extends Certificate> certificates(byte[] pem) {
        try {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem));
            if (!certificates.isEmpty()) {
                return certificates;
            }
        } catch (CertificateException e) {
            // Its text may quote what was given.
        }
        throw CdnException.of(
                ErrorCode.CREDENTIALS_REFUSED,
                "Reading the authorities that a git server is trusted by",
                new Problem("trust", "there is no certificate in PEM", "give those with -----BEGIN CERTIFICATE-----"));
    }

    private static SSLSocketFactory sockets(Collection<? extends Certificate> certificates) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            List<Certificate> all = List.copyOf(certificates);
            for (int i = 0; i < all.size(); i++) {
                store.setCertificateEntry("authority-" + i, all.get(i));
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("what every Java has", e);
        }
    }
}
