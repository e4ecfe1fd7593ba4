package io.cdntopology.etcd;

import io.netty.handler.ssl.SslContextBuilder;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * TLS, as it was described. jetcd names each member to the check of its certificate by the host of its own URL, so
 * members may have certificates of their own, or share one that names them all.
 *
 * @param trust    the file with the trusted authorities; empty for those of the JVM
 * @param identity what is shown to etcd; empty for nothing
 */
record EtcdTls(Optional<Path> trust, Optional<TlsIdentity> identity) {
    private static final Map<String, String> SIGNATURES =
            Map.of("EC", "SHA256withECDSA", "RSA", "SHA256withRSA", "EdDSA", "EdDSA");

    /**
     * Reads the files.
     *
     * @param attempted what they are needed for, for reports
     * @throws io.cdntopology.failure.CdnException with {@code COORDINATION_REFUSED} if one of them cannot be used
     */
    void configure(SslContextBuilder builder, String attempted) {
        trust.ifPresent(file -> builder.trustManager(
                new SecretFile(attempted, file).certificates().toArray(X509Certificate[]::new)));
        identity.ifPresent(shown -> show(builder, attempted, shown));
    }

    private static void show(SslContextBuilder builder, String attempted, TlsIdentity shown) {
        List<X509Certificate> chain = new SecretFile(attempted, shown.certificateChain()).certificates();
        SecretFile keyFile = new SecretFile(attempted, shown.privateKey());
        PrivateKey key = keyFile.privateKey();
        if (!belongTogether(key, chain.get(0))) {
            throw keyFile.refused(
                    "its key is not that of the first certificate in " + shown.certificateChain(),
                    "give the key and the certificate of one and the same client",
                    null);
        }
        builder.keyManager(key, chain.toArray(X509Certificate[]::new));
    }

    private static boolean belongTogether(PrivateKey key, X509Certificate certificate) {
        String algorithm = SIGNATURES.getOrDefault(key.getAlgorithm(), key.getAlgorithm());
        try {
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(key);
            signing.update((byte) 1);
            byte[] signature = signing.sign();
            signing.initVerify(certificate.getPublicKey());
            signing.update((byte) 1);
            return signing.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
