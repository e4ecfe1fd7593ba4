package io.cdntopology.docker;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.spi.CertifiedEdges;
import io.cdntopology.spi.EdgeCertificate;
import io.cdntopology.topology.EdgeId;
import io.cdntopology.topology.PartId;

/** Has the edges of a network on an engine show other certificates, while they run: nginx tries it, and is told to reload. */
final class CertifiedContainers implements CertifiedEdges {
    private final EngineConnection engine;
    private final WantedParts wanted;
    private final EdgeCertificates certificates;
    private final EdgeLocks locks;

    /**
     * @param locks held while an edge is told to reload
     */
    CertifiedContainers(EngineConnection engine, WantedParts wanted, EdgeCertificates certificates, EdgeLocks locks) {
        this.engine = engine;
        this.wanted = wanted;
        this.certificates = certificates;
        this.locks = locks;
    }

    @Override
    public void begin(EdgeCertificate certificate) {
        certificates.begin(certificate);
    }

    @Override
    public void put(EdgeCertificate certificate) {
        certificates.put(certificate);
    }

    @Override
    public void reload(EdgeId edge) {
        locks.with(edge, () -> {
            tell(edge);
            return true;
        });
    }

    private void tell(EdgeId edge) {
        String attempted = "Renewing the certificate of edge " + edge;
        String container = wanted.labels().name(PartId.of(edge));
        ContainerExec.Result trial = new ContainerExec(engine)
                .run(attempted, container, "nginx", "-t", "-q", "-e", "stderr", "-c", wanted.mainConfiguration());
        if (trial.exit() != 0) {
            throw CdnException.of(
                    ErrorCode.CERTIFICATE_REFUSED,
                    attempted,
                    new Problem(
                            "container " + container,
                            "nginx does not take it: " + EngineFailures.quoted(trial.output()),
                            "give another certificate; the one before is shown as long as nginx runs"));
        }
        engine.reload(attempted, container);
    }
}
