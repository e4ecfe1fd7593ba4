package io.cdntopology.docker;

import io.cdntopology.topology.PartId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Puts files into the volumes of containers that do not run. An image has filled the volume of the configuration by then;
 * what is put there has names of its own.
 */
final class Seeding {
    private static final String WRITING = "Writing the files of ";

    /** What a release store that was opened has written below the content root: it was able to. */
    private static final String STORE_OPENED = "/.cdn/verified";

    private final EngineConnection engine;
    private final WantedParts wanted;
    private final EdgeCertificates certificates;

    /** Whether the content was seen to be there; looking takes as long as starting a container. */
    private final AtomicBoolean seeded = new AtomicBoolean();

    Seeding(EngineConnection engine, WantedParts wanted, EdgeCertificates certificates) {
        this.engine = engine;
        this.wanted = wanted;
        this.certificates = certificates;
    }

    /** Makes sure that the files of a part are there before it runs; of one that runs, secrets may have become others. */
    void seed(PartId part, String container, boolean isRunning) {
        switch (part.kind()) {
            case CONTENT -> {
                if (part.equals(WantedParts.CERTIFICATES)) {
                    certificates.doubt();
                    certificates.require();
                } else {
                    seedContent();
                }
            }
            case EDGE -> {
                requireContent();
                certificates.require();
            }
            case AGENT -> {
                requireContent();
                List<SeedFile> files =
                        isRunning ? wanted.agent().secrets() : wanted.agent().files();
                if (!files.isEmpty()) {
                    new ContainerFiles(engine, container).write(WRITING + part, AgentFiles.HOME, files);
                }
            }
            default -> {
                // It has none.
            }
        }
    }

    /** An edge does not start: what it needs may be gone, and is looked for again. */
    void doubt() {
        seeded.set(false);
        certificates.doubt();
    }

    /** Once: a file must not be written anew while an edge that was quicker reads it. */
    private synchronized void requireContent() {
        if (!seeded.get()) {
            seedContent();
        }
    }

    /** Each volume is looked at for itself: where somebody was ended while he removed them, one of them is new now. */
    private void seedContent() {
        ContentVolumes content = wanted.content();
        List<SeedFile> configuration = wanted.configurationFiles();
        // They are written in their order, so where the last one is, all are.
        SeedFile last = configuration.get(configuration.size() - 1);
        ContainerFiles files = new ContainerFiles(engine, content.container());
        boolean isConfigured = files.read("Looking for the configuration of edges", last.path())
                .filter(found -> Arrays.equals(found.bytes(), last.bytes()))
                .isPresent();
        List<SeedFile> missing = new ArrayList<>();
        for (String root : wanted.storeRoots()) {
            String opened = root.substring(1) + STORE_OPENED;
            if (!isConfigured || files.read("Looking for " + root, opened).isEmpty()) {
                missing.add(SeedFile.directory(root.substring(1), AgentFiles.USER_ID));
            }
        }
        if (!isConfigured) {
            missing.addAll(configuration);
        }
        if (!missing.isEmpty()) {
            files.write(WRITING + content.owner(), "/", missing);
        }
        seeded.set(true);
    }
}
