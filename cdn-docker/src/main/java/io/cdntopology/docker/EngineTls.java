package io.cdntopology.docker;

import com.github.dockerjava.core.util.CertificateUtils;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * The certificates that TLS to an engine needs. Reports name the file, and never say anything of its content, nor do
 * their causes.
 *
 * @param directory holds {@code ca.pem}, {@code cert.pem} and {@code key.pem}
 * @param attempted what they are read for, for reports
 */
record EngineTls(Path directory, String attempted) {
    private static final int MAX_BYTES = 1 << 20;
    private static final char[] IN_MEMORY_ONLY = {};

    /** What speaks TLS with them, as the files are now. */
    SSLContext context() {
        Collection<? extends Certificate> authorities = certificates("ca.pem");
        Certificate[] chain = certificates("cert.pem").toArray(Certificate[]::new);
        PrivateKey key = privateKey("key.pem");
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
            throw refused("cert.pem", "it cannot be used with key.pem", "give a certificate and its key", null);
        }
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private Collection<? extends Certificate> certificates(String name) {
        byte[] content = read(name);
        try {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(content));
            if (!certificates.isEmpty()) {
                return certificates;
            }
        } catch (CertificateException e) {
            // Its text may quote the file.
        }
        throw refused(name, "it holds no certificate in PEM", "give a file with -----BEGIN CERTIFICATE-----", null);
    }

    private PrivateKey privateKey(String name) {
        String content = new String(read(name), StandardCharsets.ISO_8859_1);
        try {
            @Nullable PrivateKey key = CertificateUtils.loadPrivateKey(content);
            if (key != null) {
                return key;
            }
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            // Its text may quote the file.
        }
        throw refused(
                name,
                content.contains("ENCRYPTED") ? "its key is encrypted" : "it holds no private key in PEM",
                "give an unencrypted file with -----BEGIN PRIVATE KEY-----; openssl pkcs8 -topk8 -nocrypt makes one",
                null);
    }

    private byte[] read(String name) {
        Path file = directory.resolve(name);
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw refused(name, "it is larger than " + MAX_BYTES + " bytes", "give the right file", null);
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw refused(name, "it does not exist", "create it, or give the right directory", e);
        } catch (AccessDeniedException e) {
            throw refused(name, "this process may not read it", "let its user read the file", e);
        } catch (IOException e) {
            throw refused(name, "it cannot be read", "give a file that can be read", e);
        }
    }

    private CdnException refused(String name, String why, String fix, @Nullable Throwable cause) {
        Problem problem = new Problem(directory.resolve(name).toString(), why, fix);
        return CdnException.of(ErrorCode.ENGINE_REFUSED, attempted, problem, cause);
    }
}
