package io.cdntopology.etcd;

import java.nio.file.Path;
import java.util.Objects;

/**
 * What a client shows of itself in TLS.
 *
 * @param certificateChain the file with its certificate and those up to an authority that etcd trusts, in PEM
 * @param privateKey       the file with the key of that certificate, in PEM
 */
record TlsIdentity(Path certificateChain, Path privateKey) {
    TlsIdentity {
        Objects.requireNonNull(certificateChain, "certificateChain");
        Objects.requireNonNull(privateKey, "privateKey");
    }
}
