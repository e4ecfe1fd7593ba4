package io.cdntopology.store;

import static io.cdntopology.store.Refusal.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.failure.ErrorCode;
import io.cdntopology.release.Release;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A new release costs what is new:")
class SharedTreesTest {
    @TempDir
    Path directory;

    private Workshop workshop;

    @BeforeEach
    void open() {
        workshop = new Workshop(directory);
        workshop.publish(e -> e.file("index.html", "home")
                .file("docs/a.html", "a")
                .file("docs/b.html", "b")
                .file("docs/deep/c.html", "c")
                .file("img/logo.svg", "logo"));
    }

    @AfterEach
    void close() {
        workshop.close();
    }

    @Test
    @DisplayName("the directories on the way to a change, and the changed file")
    void changedFile() throws Exception {
        List<String> before = workshop.trees();
        MaterializedRelease second = workshop.materialize(e -> e.file("docs/deep/c.html", "changed"));
        assertThat(second.trees()).isEqualTo(3);
        assertThat(second.files()).isEqualTo(1);
        assertThat(second.bytes()).isEqualTo("changed".length());
        assertThat(workshop.trees()).hasSize(before.size() + 3).containsAll(before);
    }

    @Test
    @DisplayName("unchanged files of a changed directory are the very same files")
    void hardLinks() throws Exception {
        Object b = Workshop.inode(workshop.served("docs/b.html"));
        Object logo = Workshop.inode(workshop.served("img/logo.svg"));
        Object a = Workshop.inode(workshop.served("docs/a.html"));
        workshop.publish(e -> e.file("docs/a.html", "A"));
        assertThat(Workshop.inode(workshop.served("docs/b.html"))).isEqualTo(b);
        assertThat(Workshop.inode(workshop.served("img/logo.svg"))).isEqualTo(logo);
        assertThat(Workshop.inode(workshop.served("docs/a.html"))).isNotEqualTo(a);
    }

    @Test
    @DisplayName("links to unchanged directories are the very same links")
    void sharedLinks() throws Exception {
        Path before = workshop.real("").resolve("img");
        workshop.publish(e -> e.file("index.html", "changed"));
        Path after = workshop.real("").resolve("img");
        assertThat(after).isNotEqualTo(before).isSymbolicLink();
        assertThat(Files.getAttribute(after, "unix:ino", LinkOption.NOFOLLOW_LINKS))
                .isEqualTo(Files.getAttribute(before, "unix:ino", LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    @DisplayName("the manifests of unchanged directories need not even be there")
    void unchangedDirectoriesAreNotRead() throws Exception {
        Path manifest = workshop.layout()
                .manifests()
                .resolve(workshop.real("docs/deep").getFileName().toString());
        Files.delete(manifest);
        workshop.publish(e -> e.file("docs/a.html", "changed"));
        assertThat(workshop.text("docs/deep/c.html")).isEqualTo("c");
    }

    @Test
    @DisplayName("a file under another name in the same directory is the very same file")
    void renamedFile() throws Exception {
        Object a = Workshop.inode(workshop.served("docs/a.html"));
        MaterializedRelease renamed = workshop.materialize(
                e -> e.delete("docs/a.html").file("docs/new.html", "a").file("docs/copy.html", "a"));
        workshop.store().activate(renamed.release());
        assertThat(renamed.files()).isZero();
        assertThat(Workshop.inode(workshop.served("docs/new.html"))).isEqualTo(a);
        assertThat(Workshop.inode(workshop.served("docs/copy.html"))).isEqualTo(a);
    }

    @Test
    @DisplayName("nothing for a commit with the tree of another")
    void sameTree() throws Exception {
        List<String> before = workshop.trees();
        MaterializedRelease same = workshop.materialize(e -> {});
        assertThat(same.trees()).isZero();
        assertThat(same.files()).isZero();
        workshop.store().activate(same.release());
        assertThat(workshop.trees()).isEqualTo(before);
        assertThat(workshop.store().live().map(LiveRelease::release)).contains(same.release());
        assertThat(workshop.text("docs/deep/c.html")).isEqualTo("c");
    }

    @Test
    @DisplayName("only the directory above for directories that were renamed or copied")
    void renamedDirectory() throws Exception {
        MaterializedRelease renamed = workshop.materialize(e -> e.delete("docs")
                .file("guide/a.html", "a")
                .file("guide/b.html", "b")
                .file("guide/deep/c.html", "c")
                .file("pictures/logo.svg", "logo"));
        assertThat(renamed.trees()).isEqualTo(1);
        assertThat(renamed.files()).isZero();
        workshop.store().activate(renamed.release());
        assertThat(workshop.text("guide/deep/c.html")).isEqualTo("c");
        assertThat(workshop.text("pictures/logo.svg")).isEqualTo("logo");
        assertThat(Files.exists(workshop.served("docs"))).isFalse();
    }

    @Test
    @DisplayName("only the pointer for going back, and links to those that were live since")
    void rollback() throws Exception {
        Release first = workshop.store().releases().get(0);
        workshop.publish(e -> e.file("index.html", "changed"));
        List<String> before = workshop.everyName();
        MaterializedRelease again = workshop.store().materialize(first, workshop.repository());
        assertThat(again).isEqualTo(new MaterializedRelease(first, 0, 0, 0));
        workshop.store().activate(first);
        assertThat(workshop.everyName()).containsAll(before).hasSize(before.size() + 1);
        assertThat(workshop.store().live().orElseThrow().earlierSite(1)).exists();
        assertThat(workshop.text("index.html")).isEqualTo("home");
    }

    @Test
    @DisplayName("what a release that failed left behind goes with the next collection")
    void unfinishedRelease() throws Exception {
        List<String> before = workshop.trees();
        Release next = workshop.commit(e -> e.file("x/one.txt", "one").file("y/two.txt", "two"));
        workshop.content().faults().remove(BlobIds.of("two"));
        assertRefused(ErrorCode.SOURCE_DAMAGED, () -> workshop.store().materialize(next, workshop.repository()));
        workshop.store().collect();
        assertThat(workshop.trees()).isEqualTo(before);
        assertThat(workshop.manifests()).isEqualTo(before);
    }
}
