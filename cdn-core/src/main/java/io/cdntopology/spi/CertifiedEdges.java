package io.cdntopology.spi;

import io.cdntopology.topology.EdgeId;

/**
 * The edges of a platform that answer over TLS, too.
 *
 * <p>Threading: methods block, and are called by several threads, for one edge by one at a time. Failures have the codes of
 * what the platform runs on, besides those that are named here.
 */
public interface CertifiedEdges {
    /**
     * Says which certificate edges have that are made where none has been put yet. Called once, before any edge is made.
     * Changes nothing of what exists.
     */
    void begin(EdgeCertificate certificate);

    /**
     * Puts a certificate where edges take it from when they start. Nothing that runs takes notice. Called by the process that
     * leads; idempotent.
     */
    void put(EdgeCertificate certificate);

    /**
     * Has an edge that runs show what was put last, on new connections, without a restart; what is open goes on. Returns when
     * it was told to: whether it does is for the caller to see.
     *
     * @throws io.cdntopology.failure.CdnException with {@code CERTIFICATE_REFUSED} if it does not take it; it shows the one
     *     before then
     */
    void reload(EdgeId edge);
}
