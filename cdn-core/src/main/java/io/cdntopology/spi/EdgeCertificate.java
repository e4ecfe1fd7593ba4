package io.cdntopology.spi;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A certificate that edges show, with its key, which was checked to belong to it. Immutable; two are the same if clients see
 * the same.
 */
public final class EdgeCertificate {
    private static final String ATTEMPTED = "Checking the certificate of the edges";
    private static final String CHAIN = "the certificate chain";
    private static final String KEY = "the private key";
    private static final Pattern CERTIFICATE =
            Pattern.compile("-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----");
    private static final int MIN_RSA_BITS = 2048;

    /** nginx would not start with one. */
    private static final Pattern WEAK_SIGNATURE = Pattern.compile("(?:MD2|MD5|SHA1)with.*", Pattern.CASE_INSENSITIVE);

    private final List<X509Certificate> chain;
    private final PrivateKey key;

    private EdgeCertificate(List<X509Certificate> chain, PrivateKey key) {
        this.chain = List.copyOf(chain);
        this.key = key;
    }

    /**
     * Checks what a source gave.
     *
     * @param now the moment at which it is to be valid
     * @throws CdnException with {@code CERTIFICATE_REFUSED} if it cannot be used, and why; nothing of what it quotes is secret
     */
    public static EdgeCertificate of(CertificateSource.Pem pem, Instant now) {
        List<X509Certificate> chain = chain(pem.chain());
        X509Certificate leaf = chain.get(0);
        PrivateKey key = PrivateKeyText.parse(pem.key(), leaf.getPublicKey());
        requireValid(leaf, now);
        chain.forEach(EdgeCertificate::requireStrong);
        if (!PrivateKeyText.belongs(key, leaf.getPublicKey())) {
            throw refused(
                    KEY,
                    "it is not the key of the first certificate, " + subject(leaf),
                    "give its key; and that certificate before those of its authorities");
        }
        return new EdgeCertificate(chain, key);
    }

    private static List<X509Certificate> chain(String pem) {
        List<X509Certificate> chain = new ArrayList<>();
        try {
            byte[] text = CERTIFICATE
                    .matcher(pem)
                    .results()
                    .map(MatchResult::group)
                    .collect(Collectors.joining("\n"))
                    .getBytes(StandardCharsets.ISO_8859_1);
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(text))) {
                chain.add((X509Certificate) certificate);
            }
        } catch (CertificateException e) {
            // Its text may quote what was given.
            chain.clear();
        }
        if (chain.isEmpty()) {
            throw refused(
                    CHAIN, "it holds no certificate in PEM", "give a file such as fullchain.pem of an ACME client");
        }
        return chain;
    }

    private static void requireValid(X509Certificate leaf, Instant now) {
        Instant notBefore = leaf.getNotBefore().toInstant();
        Instant notAfter = leaf.getNotAfter().toInstant();
        if (now.isBefore(notBefore)) {
            throw refused(
                    CHAIN,
                    subject(leaf) + " is not valid before " + notBefore,
                    "wait, or see whether the clock is right");
        }
        if (now.isAfter(notAfter)) {
            throw refused(CHAIN, subject(leaf) + " has expired at " + notAfter, "renew it");
        }
    }

    private static void requireStrong(X509Certificate certificate) {
        if (certificate.getPublicKey() instanceof RSAPublicKey rsa
                && rsa.getModulus().bitLength() < MIN_RSA_BITS) {
            throw refused(
                    CHAIN,
                    subject(certificate) + " has a key of " + rsa.getModulus().bitLength() + " bits",
                    "let it have at least " + MIN_RSA_BITS);
        }
        boolean isRoot = certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
        if (!isRoot && WEAK_SIGNATURE.matcher(certificate.getSigAlgName()).matches()) {
            throw refused(
                    CHAIN,
                    subject(certificate) + " is signed by " + certificate.getSigAlgName(),
                    "have it issued anew, with SHA-256 or better");
        }
    }

    static CdnException refused(String where, String why, String fix) {
        return CdnException.of(ErrorCode.CERTIFICATE_REFUSED, ATTEMPTED, new Problem(where, why, fix));
    }

    static CdnException keyRefused(String why, String fix) {
        return refused(KEY, why, fix);
    }

    private static String subject(X509Certificate certificate) {
        return "'" + certificate.getSubjectX500Principal() + "'";
    }

    /** The certificate itself, then those of authorities. */
    public List<X509Certificate> chain() {
        return chain;
    }

    /** Its private key; secret. */
    public PrivateKey key() {
        return key;
    }

    /** From when on it is valid. */
    public Instant notBefore() {
        return chain.get(0).getNotBefore().toInstant();
    }

    /** Until when it is valid. */
    public Instant notAfter() {
        return chain.get(0).getNotAfter().toInstant();
    }

    /** Chain and key as one text in PEM, so that nobody reads the one without the other; secret. The same for the same. */
    public byte[] pem() {
        StringBuilder text = new StringBuilder();
        try {
            for (X509Certificate certificate : chain) {
                append(text, "CERTIFICATE", certificate.getEncoded());
            }
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("it was read from an encoding", e);
        }
        append(text, "PRIVATE KEY", key.getEncoded());
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static void append(StringBuilder text, String what, byte[] der) {
        text.append("-----BEGIN ").append(what).append("-----\n");
        text.append(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der));
        text.append("\n-----END ").append(what).append("-----\n");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EdgeCertificate certificate && chain.equals(certificate.chain);
    }

    @Override
    public int hashCode() {
        return chain.hashCode();
    }

    /** Whose it is, and until when; without the key. */
    @Override
    public String toString() {
        return subject(chain.get(0)) + " until " + notAfter();
    }
}
