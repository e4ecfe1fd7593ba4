package io.cdntopology.docker;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateExpiredException;
import java.security.cert.X509Certificate;
import java.util.Map;

/**
 * What a registry proves by which one it is.
 *
 * @param chain its certificate, then those of the authorities between it and one that is trusted
 * @param key   of the certificate
 */
record RegistryCertificate(PemFile chain, PemFile key) {
    private static final String ATTEMPTED = "Reading the certificate of a registry";
    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");
    private static final byte[] ANYTHING = {1, 2, 3};

    static RegistryCertificate of(Path chain, Path key) {
        return new RegistryCertificate(
                new PemFile(chain.toAbsolutePath(), ATTEMPTED, ErrorCode.INVALID_ARGUMENT),
                new PemFile(key.toAbsolutePath(), ATTEMPTED, ErrorCode.INVALID_ARGUMENT));
    }

    /**
     * Checks what a server would only say in its log, if it started.
     *
     * @throws CdnException with {@code INVALID_ARGUMENT} if a file cannot be read, the certificate has expired, or the key
     *     is not its key
     */
    void check() {
        X509Certificate certificate =
                (X509Certificate) chain.certificates().iterator().next();
        PrivateKey privateKey = key.privateKey();
        try {
            certificate.checkValidity();
            if (!isKeyOf(privateKey, certificate)) {
                throw key.refused(
                        "it is not the key of " + chain.path(),
                        "give the key of the first certificate of that file",
                        null);
            }
        } catch (CertificateExpiredException e) {
            throw chain.refused(
                    "the certificate expired at " + certificate.getNotAfter().toInstant(), "renew it", null);
        } catch (GeneralSecurityException e) {
            throw chain.refused("it cannot be used with " + key.path(), "give a certificate and its key", null);
        }
    }

    private static boolean isKeyOf(PrivateKey key, X509Certificate certificate) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(SIGNATURES.getOrDefault(key.getAlgorithm(), key.getAlgorithm()));
        signature.initSign(key);
        signature.update(ANYTHING);
        byte[] signed = signature.sign();
        if (!certificate.getPublicKey().getAlgorithm().equals(key.getAlgorithm())) {
            return false;
        }
        signature.initVerify(certificate.getPublicKey());
        signature.update(ANYTHING);
        return signature.verify(signed);
    }
}
