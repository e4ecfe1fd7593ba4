package io.cdntopology.rules;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.release.BlobId;
import io.cdntopology.release.CommitId;
import io.cdntopology.release.Release;
import io.cdntopology.release.TreeEntry;
import io.cdntopology.release.TreeId;
import io.cdntopology.spi.ContentReader;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.spi.Revision;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The configuration of nginx that follows from the rules of a site, as if it were kept in a repository: each commit of the site
 * has one, by which what stages and rolls out configurations does so with it. Sites with the same rules have the same tree.
 *
 * <p>Whoever asks for a commit makes its files, once, and can read them from then on, as far as it is among the last ones. Does
 * not close the repository of the site.
 */
public final class SiteRulesRepository implements ContentRepository {
    /** One is read soon after its commit was asked for. */
    private static final int REMEMBERED = 16;

    private final ContentRepository site;
    private final Map<Release, GeneratedFiles> made = new LinkedHashMap<>(REMEMBERED, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Release, GeneratedFiles> eldest) {
            return size() > REMEMBERED;
        }
    };

    /**
     * @param site the repository of the site
     */
    public SiteRulesRepository(ContentRepository site) {
        this.site = site;
    }

    @Override
    public Revision latest() {
        return rules(site.latest());
    }

    /**
     * The rules of a commit.
     *
     * @throws CdnException with {@code CONTENT_REFUSED} if they cannot be used, naming each mistake by file and line; and
     *     as that of the site
     */
    @Override
    public Revision at(CommitId commit) {
        return rules(site.at(commit));
    }

    private Revision rules(Revision revision) {
        Release release = revision.release();
        GeneratedFiles files;
        synchronized (made) {
            files = made.computeIfAbsent(release, this::make);
        }
        return new Revision(
                new Release(release.commit(), files.root()),
                revision.author(),
                revision.summary(),
                revision.committedAt());
    }

    private GeneratedFiles make(Release release) {
        try (ContentReader reader = site.reader()) {
            return new GeneratedFiles(NginxRules.files(SiteRules.of(reader, release.tree())));
        }
    }

    private boolean isMade(Function<GeneratedFiles, Optional<?>> part) {
        synchronized (made) {
            return made.values().stream().anyMatch(files -> part.apply(files).isPresent());
        }
    }

    private <T> T find(String attempted, Function<GeneratedFiles, Optional<T>> part) {
        synchronized (made) {
            return made.values().stream()
                    .flatMap(files -> part.apply(files).stream())
                    .findFirst()
                    .orElseThrow(() -> CdnException.of(
                            ErrorCode.SOURCE_DAMAGED,
                            attempted,
                            new Problem(
                                    "rules of the site",
                                    "they were not made from a commit here, or by another version",
                                    "ask for their commit first; if that was done, push a change of them")));
        }
    }

    @Override
    public ContentReader reader() {
        return new Reader();
    }

    private final class Reader implements ContentReader {
        @Override
        public boolean has(TreeId tree) {
            return isMade(files -> files.tree(tree));
        }

        @Override
        public boolean has(BlobId blob) {
            return isMade(files -> files.blob(blob));
        }

        @Override
        public List<TreeEntry> tree(TreeId tree) {
            return find("Reading tree " + tree, files -> files.tree(tree));
        }

        @Override
        public long size(BlobId blob) {
            return bytes(blob).length;
        }

        @Override
        public void copy(BlobId blob, OutputStream out) throws IOException {
            out.write(bytes(blob));
        }

        private byte[] bytes(BlobId blob) {
            return find("Reading blob " + blob, files -> files.blob(blob));
        }

        @Override
        public void close() {}
    }

    /** Nothing was opened here. */
    @Override
    public void close() {}
}
