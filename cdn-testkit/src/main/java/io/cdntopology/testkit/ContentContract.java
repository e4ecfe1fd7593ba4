package io.cdntopology.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.release.BlobId;
import io.cdntopology.release.CommitId;
import io.cdntopology.release.TreeEntry;
import io.cdntopology.release.TreeId;
import io.cdntopology.spi.ContentReader;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.spi.ContentSource;
import io.cdntopology.spi.Revision;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the parts of {@link ContentSourceContractTest} share: a source, its repositories, whole sites. */
@Timeout(120)
abstract class ContentContract {
    final ContentSourceContractTest suite;

    private final List<ContentRepository> repositories = new ArrayList<>();
    ContentFixture fixture;

    @TempDir
    Path temp;

    ContentContract(ContentSourceContractTest suite) {
        this.suite = suite;
    }

    @BeforeEach
    void openFixture() {
        fixture = suite.open();
    }

    @AfterEach
    void closeFixture() {
        repositories.forEach(ContentRepository::close);
        fixture.close();
    }

    /** Opens the source over the directory that all tests use by default; closed after the test. */
    final ContentRepository open() {
        return open(fixture.source(), "repository");
    }

    /** Opens a source over a directory; closed after the test. */
    final ContentRepository open(ContentSource source, String directory) {
        ContentRepository repository = source.open(temp.resolve(directory));
        repositories.add(repository);
        return repository;
    }

    final CommitId commit(String message, ContentEdit... edits) {
        return fixture.commit(message, List.of(edits));
    }

    static CommitId commitOf(Revision revision) {
        return revision.release().commit();
    }

    static void assertFails(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CdnException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    /** Everything in a site: by path, {@code file}, {@code executable} or {@code link} and the text. */
    static Map<String, String> site(ContentRepository repository, Revision revision) {
        Map<String, String> site = new TreeMap<>();
        try (ContentReader reader = repository.reader()) {
            collect(reader, revision.release().tree(), "", site);
        }
        return site;
    }

    private static void collect(ContentReader reader, TreeId tree, String path, Map<String, String> site) {
        for (TreeEntry entry : reader.tree(tree)) {
            String entryPath = path + entry.name();
            if (entry instanceof TreeEntry.Directory directory) {
                collect(reader, directory.tree(), entryPath + "/", site);
            } else if (entry instanceof TreeEntry.Link link) {
                site.put(entryPath, "link " + text(reader, link.target()));
            } else if (entry instanceof TreeEntry.File file) {
                boolean regular = file.permission() == TreeEntry.Permission.REGULAR;
                site.put(entryPath, (regular ? "file " : "executable ") + text(reader, file.blob()));
            }
        }
    }

    static String text(ContentReader reader, BlobId blob) {
        return new String(bytes(reader, blob), StandardCharsets.UTF_8);
    }

    static byte[] bytes(ContentReader reader, BlobId blob) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            reader.copy(blob, out);
        } catch (IOException e) {
            throw new AssertionError("a stream in memory does not fail", e);
        }
        return out.toByteArray();
    }
}
