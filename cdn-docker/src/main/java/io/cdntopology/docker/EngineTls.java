package io.cdntopology.docker;

import io.cdntopology.failure.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.util.Collection;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * The certificates that TLS to an engine needs.
 *
 * @param directory holds {@code ca.pem}, {@code cert.pem} and {@code key.pem}
 * @param attempted what they are read for, for reports
 */
record EngineTls(Path directory, String attempted) {
    private static final char[] IN_MEMORY_ONLY = {};

    /** What speaks TLS with them, as the files are now. */
    SSLContext context() {
        Collection<? extends Certificate> authorities = file("ca.pem").certificates();
        Certificate[] chain = file("cert.pem").certificates().toArray(Certificate[]::new);
        PrivateKey key = file("key.pem").privateKey();
        try {
            KeyStore trusted = emptyStore();
            for (Certificate authority : authorities) {
                trusted.setCertificateEntry("ca-" + trusted.size(), authority);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            KeyStore shown = emptyStore();
            shown.setKeyEntry("client", key, IN_MEMORY_ONLY, chain);
            KeyManagerFactory identity = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            identity.init(shown, IN_MEMORY_ONLY);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(identity.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw file("cert.pem").refused("it cannot be used with key.pem", "give a certificate and its key", null);
        }
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private PemFile file(String name) {
        return new PemFile(directory.resolve(name), attempted, ErrorCode.ENGINE_REFUSED);
    }
}
