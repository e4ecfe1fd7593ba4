package io.cdntopology.etcd;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;

/** An authority that issues certificates, as files in a directory. */
final class TestAuthority {
    private final Path directory;
    private final String name;
    private final X509Bundle root;

    /**
     * A certificate that was issued.
     *
     * @param chain its file
     * @param key   the file with its key
     */
    record Issued(Path chain, Path key) {
        /** Puts another certificate and its key into the files of this one. */
        void replaceBy(Issued other) throws Exception {
            Files.copy(other.chain, chain, StandardCopyOption.REPLACE_EXISTING);
            Files.copy(other.key, key, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    TestAuthority(Path directory, String name) throws Exception {
        this.directory = directory;
        this.name = name;
        this.root = builder(name).setIsCertificateAuthority(true).buildSelfSigned();
        Files.writeString(file(), root.getCertificatePEM());
    }

    private static CertificateBuilder builder(String commonName) {
        return new CertificateBuilder().ecp256().subject("CN=" + commonName);
    }

    /** The file with its own certificate. */
    Path file() {
        return directory.resolve(name + ".pem");
    }

    /** A certificate for a server of this machine that names one host, a name or an address. */
    Issued server(String host) throws Exception {
        return write("server-" + host, server(host, builder("etcd")).buildIssuedBy(root));
    }

    /** One that expired an hour ago. */
    Issued expiredServer(String host) throws Exception {
        Instant now = Instant.now();
        CertificateBuilder expired = server(host, builder("etcd"))
                .notBefore(now.minus(Duration.ofDays(2)))
                .notAfter(now.minus(Duration.ofHours(1)));
        return write("expired", expired.buildIssuedBy(root));
    }

    private static CertificateBuilder server(String host, CertificateBuilder builder) {
        CertificateBuilder named =
                Character.isDigit(host.charAt(0)) ? builder.addSanIpAddress(host) : builder.addSanDnsName(host);
        return named.addExtendedKeyUsageServerAuth().addExtendedKeyUsageClientAuth();
    }

    /** A certificate for a client. */
    Issued client(String commonName) throws Exception {
        return client(commonName, CertificateBuilder.Algorithm.ecp256);
    }

    /** A certificate for a client, with a key of some kind. */
    Issued client(String commonName, CertificateBuilder.Algorithm algorithm) throws Exception {
        CertificateBuilder builder = builder(commonName).algorithm(algorithm).addExtendedKeyUsageClientAuth();
        return write("client-" + commonName, builder.buildIssuedBy(root));
    }

    private Issued write(String certificate, X509Bundle bundle) throws Exception {
        Path chain = directory.resolve(name + "-" + certificate + ".pem");
        Path key = directory.resolve(name + "-" + certificate + "-key.pem");
        Files.writeString(chain, bundle.getCertificatePathPEM());
        Files.writeString(key, bundle.getPrivateKeyPEM());
        return new Issued(chain, key);
    }
}
