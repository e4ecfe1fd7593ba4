package io.cdntopology.docker;

import io.cdntopology.observed.ObservedEngine;
import io.cdntopology.observed.ObservedPart;
import io.cdntopology.spi.CertifiedEdges;
import io.cdntopology.spi.ConfigurableEdges;
import io.cdntopology.spi.ContentHost;
import io.cdntopology.spi.PlatformSession;
import io.cdntopology.topology.Part;
import io.cdntopology.topology.PartId;
import io.cdntopology.topology.PartKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The parts of one network on an engine. Thread-safe. */
final class DockerSession implements PlatformSession {
    private final EngineConnection engine;
    private final WantedParts wanted;
    private final List<Part> parts;
    private final Path workDirectory;
    private final Inspections inspections;
    private final Optional<Adoption> adoption;
    private final PartObserver observer;
    private final EdgeCertificates certificates;
    private final EdgeLocks locks = new EdgeLocks();
    private final PartMaker maker;
    private final List<EngineEvents> events = new ArrayList<>();

    DockerSession(EngineConnection engine, WantedParts wanted, Images images, Path workDirectory) {
        this.engine = engine;
        this.wanted = wanted;
        this.parts = wanted.parts();
        this.workDirectory = workDirectory;
        this.inspections = new Inspections(engine);
        this.adoption = wanted.content() instanceof AdoptedVolumes content
                ? Optional.of(new Adoption(engine, wanted, content, inspections))
                : Optional.empty();
        this.observer = new PartObserver(engine, wanted, inspections, images, adoption);
        this.certificates = new EdgeCertificates(engine, wanted.labels().name(WantedParts.CERTIFICATES));
        this.maker = new PartMaker(engine, wanted, images, certificates, inspections, adoption);
    }

    /**
     * Sees whether what is to be adopted can be.
     *
     * @throws io.cdntopology.failure.CdnException with {@code NOT_ADOPTABLE}, naming all that is in the way
     */
    void requireAdoptable() {
        adoption.ifPresent(Adoption::require);
    }

    /** Agents keep them. */
    @Override
    public List<ContentHost> hosts() {
        return List.of();
    }

    @Override
    public Path workDirectory() {
        return workDirectory;
    }

    @Override
    public List<Part> wanted() {
        return parts;
    }

    @Override
    public List<ObservedPart> observe() {
        return observer.observe();
    }

    @Override
    public void create(PartId part) {
        maker.create(part);
    }

    @Override
    public void start(PartId part) {
        maker.start(part);
    }

    @Override
    public void remove(PartId part) {
        if (part.kind() == PartKind.CONTENT) {
            TrialContainer.removeOf(engine, wanted.labels());
        }
        maker.remove(part);
    }

    @Override
    public synchronized void onChange(Runnable listener) {
        events.add(new EngineEvents(engine, wanted.labels().ofAll(), inspections, listener));
    }

    @Override
    public List<ObservedEngine> engines() {
        EngineFacts facts = engine.facts();
        return List.of(new ObservedEngine(
                engine.host().toString(),
                facts.version(),
                facts.storage().name(),
                facts.cgroupVersion(),
                facts.architecture(),
                facts.storage().warning().stream().toList()));
    }

    @Override
    public Optional<ConfigurableEdges> configurableEdges() {
        return wanted.view().map(view -> new ConfiguredContainers(engine, wanted, view, locks));
    }

    @Override
    public Optional<CertifiedEdges> certifiedEdges() {
        return wanted.nginx().tls().map(how -> new CertifiedContainers(engine, wanted, certificates, locks));
    }

    @Override
    public synchronized void close() {
        events.forEach(EngineEvents::close);
        events.clear();
        engine.close();
    }
}
