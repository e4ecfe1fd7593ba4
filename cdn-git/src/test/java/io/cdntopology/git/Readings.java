package io.cdntopology.git;

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
import io.cdntopology.spi.Revision;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What comes out of a repository: its texts, or the failure. */
final class Readings {
    private Readings() {}

    static CommitId commitOf(Revision revision) {
        return revision.release().commit();
    }

    static CdnException assertFails(ErrorCode code, ThrowingCallable call) {
        CdnException[] caught = new CdnException[1];
        assertThatThrownBy(call).isInstanceOfSatisfying(CdnException.class, e -> {
            assertThat(e.code()).as(e.getMessage()).isEqualTo(code);
            caught[0] = e;
        });
        return caught[0];
    }

    /** The files of a revision by their paths. */
    static Map<String, String> texts(ContentRepository repository, Revision revision) {
        Map<String, String> site = new TreeMap<>();
        try (ContentReader reader = repository.reader()) {
            collect(reader, revision.release().tree(), "", site);
        }
        return site;
    }

    private static void collect(ContentReader reader, TreeId tree, String path, Map<String, String> site) {
        for (TreeEntry entry : reader.tree(tree)) {
            if (entry instanceof TreeEntry.Directory directory) {
                collect(reader, directory.tree(), path + entry.name() + "/", site);
            } else if (entry instanceof TreeEntry.File file) {
                site.put(path + entry.name(), text(reader, file.blob()));
            }
        }
    }

    static String text(ContentReader reader, BlobId blob) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            reader.copy(blob, out);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
