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
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * A file with certificates, or with a private key. Reports name it, and never say anything of its content, nor do their
 * causes.
 *
 * @param path      where it is
 * @param attempted what it is read for, for reports
 * @param code      of failures
 */
record PemFile(Path path, String attempted, ErrorCode code) {
    private static final int MAX_BYTES = 1 << 20;

    /** All certificates in it, at least one. */
    Collection<? extends Certificate> certificates() {
        byte[] content = read();
        try {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(content));
            if (!certificates.isEmpty()) {
                return certificates;
            }
        } catch (CertificateException e) {
            // Its text may quote the file.
        }
        throw refused("it holds no certificate in PEM", "give a file with -----BEGIN CERTIFICATE-----", null);
    }

    /** The private key in it. */
    PrivateKey privateKey() {
        String content = new String(read(), StandardCharsets.ISO_8859_1);
        try {
            @Nullable PrivateKey key = CertificateUtils.loadPrivateKey(content);
            if (key != null) {
                return key;
            }
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            // Its text may quote the file.
        }
        throw refused(
                content.contains("ENCRYPTED") ? "its key is encrypted" : "it holds no private key in PEM",
                "give an unencrypted file with -----BEGIN PRIVATE KEY-----; openssl pkcs8 -topk8 -nocrypt makes one",
                null);
    }

    /** All of it, at most 1 MiB. */
    byte[] read() {
        try {
            if (Files.size(path) > MAX_BYTES) {
                throw refused("it is larger than " + MAX_BYTES + " bytes", "give the right file", null);
            }
            return Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            throw refused("it does not exist", "create it, or give the right path", e);
        } catch (AccessDeniedException e) {
            throw refused("this process may not read it", "let its user read the file", e);
        } catch (IOException e) {
            throw refused("it cannot be read", "give a file that can be read", e);
        }
    }

    CdnException refused(String why, String fix, @Nullable Throwable cause) {
        return CdnException.of(code, attempted, new Problem(path.toString(), why, fix), cause);
    }
}
