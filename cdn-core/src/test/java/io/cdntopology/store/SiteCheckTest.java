package io.cdntopology.store;

import static io.cdntopology.store.Refusal.assertRefused;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.cdntopology.failure.ErrorCode;
import io.cdntopology.release.Release;
import io.cdntopology.release.TreeEntry;
import io.cdntopology.release.TreeId;
import io.cdntopology.topology.ContentLimits;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Checking a release before any host is told of it")
class SiteCheckTest {
    private final SiteCheck check =
            new SiteCheck(ContentLimits.DEFAULT.withMaxFiles(10).withMaxDepth(4));

    @TempDir
    Path directory;

    private Workshop workshop;

    @BeforeEach
    void open() {
        workshop = new Workshop(directory);
    }

    @AfterEach
    void close() {
        workshop.close();
    }

    private void assertPasses(Release release) {
        assertThatCode(() -> check.check(release, workshop.repository())).doesNotThrowAnyException();
    }

    @Test
    @DisplayName("finds what a store would refuse, each time it is asked")
    void refuses() {
        assertPasses(workshop.commit(e -> e.file("a/index.html", "home")));
        Release hostile = workshop.commit(e -> e.link("a/leak", "/etc/passwd"));
        for (int i = 0; i < 2; i++) {
            assertRefused(ErrorCode.CONTENT_REFUSED, () -> check.check(hostile, workshop.repository()))
                    .hasMessageContaining("a/leak");
        }
        assertPasses(workshop.commit(e -> e.delete("a/leak")));
    }

    @Test
    @DisplayName("sees limits also where it knows all the parts")
    void limitsOfKnownParts() {
        assertPasses(workshop.commit(e -> e.file("a/1", "1").file("a/2", "2").file("a/3", "3")));
        Release many = workshop.commit(e -> {
            for (String copy : new String[] {"b", "c", "d"}) {
                e.file(copy + "/1", "1").file(copy + "/2", "2").file(copy + "/3", "3");
            }
        });
        assertRefused(ErrorCode.CONTENT_TOO_LARGE, () -> check.check(many, workshop.repository()));
    }

    @Test
    @DisplayName("reads only what has changed since")
    void costFollowsChange() {
        Release first = workshop.commit(e -> e.file("a/index.html", "a").file("b/index.html", "b"));
        assertPasses(first);
        workshop.content().faults().remove(treeOf(first, "b"));
        assertPasses(workshop.commit(e -> e.file("a/index.html", "changed")));
    }

    @Test
    @DisplayName("looks again at a link whose target has changed")
    void linkTargets() {
        assertPasses(workshop.commit(
                e -> e.file("a/b/c/file", "deep").file("d/file", "d").link("x/y/link", "../../d")));
        Release tooDeep = workshop.commit(e -> e.delete("d").link("d", "a/b"));
        assertRefused(ErrorCode.CONTENT_TOO_LARGE, () -> check.check(tooDeep, workshop.repository()));
    }

    private TreeId treeOf(Release release, String path) {
        TreeEntry entry = workshop.content().entry(release.commit(), path).orElseThrow();
        return ((TreeEntry.Directory) entry).tree();
    }
}
