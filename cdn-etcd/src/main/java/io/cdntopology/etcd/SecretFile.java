package io.cdntopology.etcd;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file with a certificate, a key or a password. Reports name the file, and never say anything of its content, nor do
 * their causes.
 *
 * @param attempted what it is read for, for reports
 * @param file      the file
 */
record SecretFile(String attempted, Path file) {
    private static final int MAX_BYTES = 1 << 20;
    private static final List<String> KEY_ALGORITHMS = List.of("EC", "RSA", "EdDSA");
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    /** The certificates in it, in their order; at least one. */
    List<X509Certificate> certificates() {
        try {
            List<X509Certificate> certificates =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(bytes()))
                            .stream()
                            .map(X509Certificate.class::cast)
                            .toList();
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
        String text = new String(bytes(), StandardCharsets.ISO_8859_1);
        Matcher key = KEY.matcher(text);
        if (key.find()) {
            try {
                byte[] encoded = Base64.getMimeDecoder().decode(key.group(1));
                return KEY_ALGORITHMS.stream()
                        .flatMap(algorithm -> decode(encoded, algorithm).stream())
                        .findFirst()
                        .orElseThrow(() -> notUsable("its key cannot be read"));
            } catch (IllegalArgumentException e) {
                throw notUsable("its key cannot be read");
            }
        }
        throw notUsable(
                text.contains("PRIVATE KEY-----")
                        ? "its key is encrypted or not in PKCS#8"
                        : "it holds no private key in PEM");
    }

    private static Optional<PrivateKey> decode(byte[] key, String algorithm) {
        try {
            return Optional.of(KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(key)));
        } catch (InvalidKeySpecException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private CdnException notUsable(String why) {
        return refused(
                why,
                "give an unencrypted PKCS#8 file with -----BEGIN PRIVATE KEY-----; openssl pkcs8 -topk8 -nocrypt makes one",
                null);
    }

    /** Its one line, without the end of the line. */
    String line() {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw refused("it is not text in UTF-8", "put the password into it, and nothing else", null);
        }
        String line = text.endsWith("\r\n")
                ? text.substring(0, text.length() - 2)
                : text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        if (line.indexOf('\n') >= 0) {
            throw refused("it has more than one line", "put the password into it, and nothing else", null);
        }
        return line;
    }

    /** All of it. */
    byte[] bytes() {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw refused("it is larger than " + MAX_BYTES + " bytes", "give the right file", null);
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw refused("it does not exist", "create it, or give the right path", e);
        } catch (AccessDeniedException e) {
            throw refused("this process may not read it", "let its user read the file", e);
        } catch (IOException e) {
            throw refused("it cannot be read", "give a file that can be read", e);
        }
    }

    CdnException refused(String why, String fix, @Nullable Throwable cause) {
        return CdnException.of(
                ErrorCode.COORDINATION_REFUSED, attempted, new Problem(file.toString(), why, fix), cause);
    }
}
