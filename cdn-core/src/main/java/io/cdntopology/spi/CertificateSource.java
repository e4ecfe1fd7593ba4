package io.cdntopology.spi;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Where the certificate of edges comes from. It is asked when a network starts, and then again and again, so that a renewed
 * one is taken by itself.
 *
 * <p>Called by one thread at a time; may block. What it throws is reported, and edges keep what they have; it must not
 * contain the key.
 */
@FunctionalInterface
public interface CertificateSource {
    /**
     * The certificate and its key as they are now.
     *
     * @throws CdnException with {@code CERTIFICATE_REFUSED} if they cannot be read
     */
    Pem read();

    /**
     * Two files as ACME clients write them, such as {@code fullchain.pem} and {@code privkey.pem} of certbot. They may be
     * replaced at any time, one after the other.
     *
     * @param chain the certificate of the edges, then those of the authorities between it and one that clients trust
     * @param key   its private key, not encrypted
     */
    static CertificateSource files(Path chain, Path key) {
        Path absoluteChain = chain.toAbsolutePath();
        Path absoluteKey = key.toAbsolutePath();
        return () -> new Pem(Pem.text(absoluteChain), Pem.text(absoluteKey));
    }

    /**
     * A certificate with its key, as text. Never printed.
     *
     * @param chain certificates in PEM, that of the edges first
     * @param key   the private key of the first one in PEM, RSA or EC: PKCS#8, or as older tools write it, PKCS#1 or SEC 1
     */
    record Pem(String chain, String key) {
        private static final int MAX_BYTES = 1 << 20;

        public Pem {
            Objects.requireNonNull(chain, "chain");
            Objects.requireNonNull(key, "key");
        }

        private static String text(Path file) {
            try {
                if (Files.size(file) > MAX_BYTES) {
                    throw unreadable(file, "it is larger than " + MAX_BYTES + " bytes", "give the right file");
                }
                return Files.readString(file, StandardCharsets.ISO_8859_1);
            } catch (NoSuchFileException e) {
                throw unreadable(file, "it does not exist", "create it, or give the right path");
            } catch (AccessDeniedException e) {
                throw unreadable(file, "this process may not read it", "let its user read the file");
            } catch (IOException e) {
                throw unreadable(file, "it cannot be read", "give a file that can be read");
            }
        }

        private static CdnException unreadable(Path file, String why, String fix) {
            return CdnException.of(
                    ErrorCode.CERTIFICATE_REFUSED,
                    "Reading the certificate of the edges",
                    new Problem(file.toString(), why, fix));
        }

        @Override
        public String toString() {
            return "Pem[…]";
        }
    }
}
