package io.cdntopology.testkit;

import io.cdntopology.embedded.InMemoryContent;
import io.cdntopology.release.Release;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.store.ReleaseStore;
import io.cdntopology.store.VariantEncoder;
import io.cdntopology.topology.ContentLimits;
import io.cdntopology.topology.Encoding;
import io.cdntopology.topology.Retention;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;

/** Publishes to a content root as the library does. */
final class EdgeSite implements AutoCloseable {
    private final ReleaseStore store;
    private final Path repositories;
    private int added;

    /**
     * @param contentRoot  where to publish
     * @param repositories a directory to work in
     */
    EdgeSite(Path contentRoot, Path repositories) {
        this.store = ReleaseStore.open(
                contentRoot,
                Retention.DEFAULT,
                ContentLimits.DEFAULT,
                List.of(VariantEncoder.gzip(), new StandInForBrotli()));
        this.repositories = repositories;
    }

    /** Edges do not look at the bytes, so what stands for brotli's need not be: JDKs have no encoder of it. */
    private record StandInForBrotli() implements VariantEncoder {
        @Override
        public Encoding encoding() {
            return Encoding.BROTLI;
        }

        @Override
        public OutputStream encode(OutputStream target, long fileBytes) {
            return new DeflaterOutputStream(target);
        }
    }

    /** Adds a release with these files, path to content. */
    Release add(Map<String, String> files) {
        InMemoryContent content = InMemoryContent.create();
        content.edit(edits -> files.forEach(edits::file)).commit("Release " + added);
        try (ContentRepository repository = content.open(repositories.resolve(String.valueOf(added++)))) {
            Release release = repository.latest().release();
            store.materialize(release, repository);
            return release;
        }
    }

    /** Makes a release the live one. */
    void flip(Release release) {
        store.activate(release);
    }

    /** The live release; there is one. */
    Release live() {
        return store.live().orElseThrow().release();
    }

    /** Makes the variants of the files of the live release. */
    void compress() {
        store.compress(() -> true);
    }

    /** Adds a release with these files, makes it the live one, and compresses its files. */
    Release live(Map<String, String> files) {
        Release release = add(files);
        flip(release);
        compress();
        return release;
    }

    @Override
    public void close() {
        store.close();
    }
}
