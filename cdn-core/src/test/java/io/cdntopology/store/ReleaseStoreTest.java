package io.cdntopology.store;

import static io.cdntopology.store.Refusal.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.failure.ErrorCode;
import io.cdntopology.release.Release;
import io.cdntopology.release.TreeId;
import io.cdntopology.spi.DirectoryTree;
import io.cdntopology.topology.ContentLimits;
import io.cdntopology.topology.Retention;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A release store")
class ReleaseStoreTest {
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

    @Test
    @DisplayName("is empty at first, and creates its content root where it is missing")
    void empty() {
        assertThat(workshop.store().live()).isEmpty();
        assertThat(workshop.store().releases()).isEmpty();
        assertThat(workshop.store().damagedTrees()).isZero();
        assertThat(workshop.root()).isDirectory();
    }

    @Test
    @DisplayName("serves nothing of a release that is not live yet, and all of it afterwards")
    void materializeThenActivate() throws Exception {
        Release release = workshop.materialize(e ->
                        e.file("index.html", "home").file("a/b/c.txt", "deep").file("a/d.txt", "shallow"))
                .release();
        assertThat(workshop.store().contains(release)).isTrue();
        assertThat(workshop.store().live()).isEmpty();
        assertThat(workshop.root().resolve("current")).doesNotExist();

        workshop.store().activate(release);
        assertThat(workshop.store().live().map(LiveRelease::release)).contains(release);
        assertThat(workshop.site()).isEqualTo(Map.of("index.html", "home", "a/b/c.txt", "deep", "a/d.txt", "shallow"));
        assertThat(workshop.leftovers()).isEmpty();
    }

    @Test
    @DisplayName("names the live release in a document beside its site")
    void description() throws Exception {
        Release release = workshop.publish(e -> e.file("index.html", "home"));
        assertThat(Files.readString(
                        LiveRelease.of(workshop.root()).orElseThrow().description()))
                .contains("\"commit\":\"" + release.commit() + "\"")
                .contains("\"tree\":\"" + release.tree() + "\"");
    }

    @Test
    @DisplayName("goes from release to release, whole ones")
    void replaces() throws Exception {
        Release first = workshop.publish(e -> e.file("index.html", "one").file("old.txt", "old"));
        Release second = workshop.publish(e -> e.file("index.html", "two").delete("old.txt"));
        assertThat(workshop.site()).isEqualTo(Map.of("index.html", "two"));

        workshop.store().activate(first);
        assertThat(workshop.site()).isEqualTo(Map.of("index.html", "one", "old.txt", "old"));
        assertThat(workshop.store().releases()).containsExactly(first, second);
    }

    @Test
    @DisplayName("lists the live release first, then those that were live last")
    void order() {
        Release first = workshop.publish(e -> e.file("index.html", "one"));
        workshop.pass(Duration.ofMinutes(1));
        Release second = workshop.publish(e -> e.file("index.html", "two"));
        workshop.pass(Duration.ofMinutes(1));
        Release third = workshop.publish(e -> e.file("index.html", "three"));
        workshop.pass(Duration.ofMinutes(1));
        workshop.store().activate(first);

        assertThat(workshop.store().releases()).containsExactly(first, third, second);
    }

    @Test
    @DisplayName("knows its releases when it is opened again")
    void reopened() throws Exception {
        Release release = workshop.publish(e -> e.file("index.html", "one"));
        workshop.reopen(options -> options);
        assertThat(workshop.store().live().map(LiveRelease::release)).contains(release);
        assertThat(workshop.store().releases()).containsExactly(release);
        assertThat(workshop.text("index.html")).isEqualTo("one");
        assertThat(workshop.materialize(e -> e.file("new/index.html", "new")).trees())
                .isEqualTo(2);
    }

    @Test
    @DisplayName("refuses to make live what it does not hold, and leaves the live one alone")
    void unknownRelease() throws Exception {
        Release live = workshop.publish(e -> e.file("index.html", "one"));
        Release unknown = workshop.commit(e -> e.file("index.html", "two"));
        assertRefused(ErrorCode.RELEASE_NOT_FOUND, () -> workshop.store().activate(unknown))
                .hasMessageContaining("materialize it first");
        assertThat(workshop.store().live().map(LiveRelease::release)).contains(live);
        assertThat(workshop.leftovers()).isEmpty();
    }

    @Test
    @DisplayName("keeps what is live when the source breaks off in the middle, and continues when it is well again")
    void brokenSource() throws Exception {
        Release live = workshop.publish(e -> e.file("index.html", "one"));
        Release next = workshop.commit(e -> e.file("a/one.txt", "fine").file("b/two.txt", "breaks off here"));
        workshop.content().faults().damage(BlobIds.of("breaks off here"));
        assertRefused(ErrorCode.SOURCE_DAMAGED, () -> workshop.store().materialize(next, workshop.repository()));
        assertThat(workshop.store().contains(next)).isFalse();
        assertThat(workshop.store().live().map(LiveRelease::release)).contains(live);
        assertThat(workshop.leftovers()).isEmpty();

        workshop.content().faults().repair();
        workshop.publish(next);
        assertThat(workshop.text("b/two.txt")).isEqualTo("breaks off here");
    }

    @Test
    @DisplayName("writes the manifest anew that a process left torn when it was killed")
    void tornManifest() throws Exception {
        workshop.publish(e -> e.file("index.html", "1").file("docs/a.html", "a"));
        Path manifest = workshop.layout().manifest(new TreeId(workshop.trees().get(0)));
        byte[] whole = Files.readAllBytes(manifest);
        try (Workshop other = new Workshop(directory.resolve("other"))) {
            Path torn = other.layout().manifest(new TreeId(workshop.trees().get(0)));
            Files.write(torn, Arrays.copyOf(whole, whole.length / 2));
            other.publish(e -> e.file("index.html", "1").file("docs/a.html", "a"));
            assertThat(torn).hasBinaryContent(whole);
            assertThat(other.served("docs/a.html")).hasContent("a");
        }
    }

    @Test
    @DisplayName("says that it was closed to whoever uses it afterwards")
    void closed() {
        Release release = workshop.publish(e -> e.file("index.html", "one"));
        Release next = workshop.commit(e -> e.file("index.html", "two"));
        ReleaseStore store = workshop.store();
        store.close();
        store.close();
        assertRefused(ErrorCode.CLOSED, () -> store.materialize(next, workshop.repository()));
        assertRefused(ErrorCode.CLOSED, () -> store.activate(release));
        assertRefused(ErrorCode.CLOSED, store::collect);
    }

    @Test
    @DisplayName("refuses a site without a single file, unless that is allowed")
    void emptySite() {
        Release nothing = workshop.commit(e -> e.link("dangling", "nowhere").link("a/dangling", "nowhere"));
        assertRefused(ErrorCode.CONTENT_REFUSED, () -> workshop.store().materialize(nothing, workshop.repository()))
                .hasMessageContaining("no file")
                .hasMessageContaining("limits.withEmptyAllowed()");

        workshop.reopen(o -> new StoreOptions(
                o.retention(),
                o.limits().withEmptyAllowed(),
                o.clock(),
                o.boot(),
                o.threads(),
                o.linker(),
                o.encoders()));
        workshop.store().materialize(nothing, workshop.repository());
        workshop.store().activate(nothing);
        assertThat(workshop.root().resolve("current/site")).isDirectoryNotContaining("glob:dangling");
    }

    @Test
    @DisplayName("tells which file is in the way of its pointer")
    void foreignPointer() throws Exception {
        Release release = workshop.materialize(e -> e.file("index.html", "one")).release();
        Files.writeString(workshop.root().resolve("current"), "not a link");
        assertRefused(ErrorCode.STORE_UNUSABLE, () -> workshop.store().activate(release))
                .hasMessageContaining(workshop.root().resolve("current").toString());
    }

    @Test
    @DisplayName("does not call a release live whose directory is gone")
    void danglingPointer() throws Exception {
        Release release = workshop.publish(e -> e.file("index.html", "one"));
        DirectoryTree.delete(workshop.layout().release(release));
        assertThat(workshop.store().live()).isEmpty();

        workshop.publish(release);
        assertThat(workshop.text("index.html")).isEqualTo("one");
    }

    @Test
    @DisplayName("cannot be opened where there is a file")
    void unusableRoot() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "in the way");
        assertRefused(ErrorCode.STORE_UNUSABLE, () -> ReleaseStore.open(file, Retention.DEFAULT, ContentLimits.DEFAULT))
                .hasMessageContaining("file");
    }
}
