package io.cdntopology.mounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdntopology.embedded.ContentEdits;
import io.cdntopology.embedded.InMemoryContent;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.release.CommitId;
import io.cdntopology.release.Release;
import io.cdntopology.release.TreeEntry;
import io.cdntopology.release.TreeId;
import io.cdntopology.spi.ContentReader;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.spi.ContentSource;
import io.cdntopology.spi.Revision;
import io.cdntopology.store.ReleaseStore;
import io.cdntopology.topology.ContentLimits;
import io.cdntopology.topology.Retention;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A site that comes from several sources")
class MountedSourceTest {
    private final InMemoryContent site = InMemoryContent.create();
    private final InMemoryContent docs = InMemoryContent.create();
    private final InMemoryContent api = InMemoryContent.create();
    private final List<ContentRepository> opened = new ArrayList<>();

    @TempDir
    private Path directory;

    @BeforeEach
    void begin() {
        commit(site, edits -> edits.file("index.html", "home"));
        commit(docs, edits -> edits.file("index.html", "docs").file("guide/a.html", "a"));
        commit(api, edits -> edits.file("index.html", "api"));
    }

    @AfterEach
    void close() {
        opened.forEach(ContentRepository::close);
    }

    private static CommitId commit(InMemoryContent content, Consumer<ContentEdits> edits) {
        return content.edit(edits).commit("next");
    }

    private static ContentSource mounted(ContentSource site, Map<String, ContentSource> mounts) {
        Map<MountPath, ContentSource> paths = new HashMap<>();
        mounts.forEach((path, source) -> paths.put(new MountPath(path), source));
        return MountedSource.of(site, paths);
    }

    private ContentRepository open(Map<String, ContentSource> mounts) {
        ContentRepository repository = mounted(site, mounts).open(directory.resolve("repository-" + opened.size()));
        opened.add(repository);
        return repository;
    }

    /** The paths of the files that a release puts on a host, with what is in them. */
    private Map<String, String> files(ContentRepository repository, Release release) throws Exception {
        Path root = directory.resolve("www-" + release.tree());
        try (ReleaseStore store = ReleaseStore.open(root, Retention.DEFAULT, ContentLimits.DEFAULT)) {
            store.materialize(release, repository);
            store.activate(release);
            return listing(root.resolve("current/site"));
        }
    }

    private static Map<String, String> listing(Path site) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(site, FileVisitOption.FOLLOW_LINKS)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                files.put(site.relativize(path).toString(), Files.readString(path));
            }
        }
        return files;
    }

    private static CommitId joined(InMemoryContent... sources) {
        return CommitId.joined(List.of(sources).stream()
                .map(source -> source.latest().orElseThrow())
                .toList());
    }

    @Test
    @DisplayName("has each of them at its path, and a commit that names one of each")
    void eachIsAtItsPath() throws Exception {
        ContentRepository repository = open(Map.of("/docs", docs, "/docs/api", api));
        Revision revision = repository.latest();

        assertThat(revision.release().commit()).isEqualTo(joined(site, docs, api));
        assertThat(files(repository, revision.release()))
                .isEqualTo(Map.of(
                        "index.html", "home",
                        "docs/index.html", "docs",
                        "docs/guide/a.html", "a",
                        "docs/api/index.html", "api"));
    }

    @Test
    @DisplayName("keeps what is around, on the way to a source far below")
    void waysAreJoined() throws Exception {
        commit(
                site,
                edits -> edits.file("a/b/x.html", "x").file("a/y.html", "y").link("z", "index.html"));
        ContentRepository repository = open(Map.of("/a/b/c/d", api, "/new/place", docs));

        assertThat(files(repository, repository.latest().release()))
                .isEqualTo(Map.of(
                        "index.html", "home",
                        "z", "home",
                        "a/y.html", "y",
                        "a/b/x.html", "x",
                        "a/b/c/d/index.html", "api",
                        "new/place/index.html", "docs",
                        "new/place/guide/a.html", "a"));
    }

    @Test
    @DisplayName("is the same wherever it is joined, and is named as git would name it")
    void isDeterministic() {
        Map<String, ContentSource> mounts = Map.of("/docs", docs, "/docs.d", api, "/docs-0", api);
        Revision revision = open(mounts).latest();
        assertThat(open(mounts).at(revision.release().commit())).isEqualTo(revision);

        InMemoryContent whole = InMemoryContent.create();
        commit(
                whole,
                edits -> edits.file("index.html", "home")
                        .file("docs/index.html", "docs")
                        .file("docs/guide/a.html", "a")
                        .file("docs.d/index.html", "api")
                        .file("docs-0/index.html", "api"));
        ContentRepository one = whole.open(directory.resolve("whole"));
        opened.add(one);
        Release alike = one.latest().release();
        assertThat(revision.release().tree()).isEqualTo(alike.tree());
        try (ContentReader joined = opened.get(0).reader();
                ContentReader single = one.reader()) {
            assertThat(joined.tree(alike.tree())).isEqualTo(single.tree(alike.tree()));
        }
    }

    @Test
    @DisplayName("is another one for a commit of any of them, and an earlier one comes back by its name")
    void anyChangeCounts() {
        ContentRepository repository = open(Map.of("/docs", docs));
        Release before = repository.latest().release();
        commit(docs, edits -> edits.file("index.html", "new"));
        Release after = repository.latest().release();

        assertThat(after.commit()).isEqualTo(joined(site, docs));
        assertThat(after.commit().parts().get(0))
                .isEqualTo(before.commit().parts().get(0));
        assertThat(after.tree()).isNotEqualTo(before.tree());
        assertThat(repository.at(before.commit()).release()).isEqualTo(before);
    }

    @Test
    @DisplayName("may have one repository twice")
    void oneRepositoryTwice() throws Exception {
        ContentRepository repository = open(Map.of("/docs", docs, "/guide", docs.withDirectory("guide")));
        assertThat(files(repository, repository.latest().release()))
                .containsEntry("guide/a.html", "a")
                .containsEntry("docs/guide/a.html", "a");
    }

    @Test
    @DisplayName("is refused where one would take the place of what is in another one")
    void nothingIsHidden() {
        ContentRepository repository = open(Map.of("/docs", docs));
        Revision good = repository.latest();
        commit(site, edits -> edits.file("docs/index.html", "mine"));
        assertRefused(repository, "/docs: another source is mounted there");
        commit(site, edits -> edits.delete("docs/index.html").file("docs", "mine"));
        assertRefused(repository, "/docs: another source is mounted there");

        commit(site, edits -> edits.delete("docs"));
        assertThat(repository.latest().release().tree())
                .isEqualTo(good.release().tree());
    }

    @Test
    @DisplayName("is refused where a file is on the way to one")
    void fileOnTheWay() {
        commit(site, edits -> edits.file("a", "file"));
        assertRefused(open(Map.of("/a/b", docs)), "/a: another source is mounted below it, and it is no directory");
    }

    private static void assertRefused(ContentRepository repository, String why) {
        assertThatThrownBy(repository::latest)
                .isInstanceOfSatisfying(
                        CdnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONTENT_REFUSED))
                .hasMessageContaining(why);
    }

    @Test
    @DisplayName("knows of no commit of another number of sources")
    void otherNumberOfSources() {
        ContentRepository repository = open(Map.of("/docs", docs));
        assertThatThrownBy(() -> repository.at(joined(site, docs, api)))
                .isInstanceOfSatisfying(
                        CdnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REVISION_NOT_FOUND))
                .hasMessageContaining("a site of 3 sources, and there are 2");
    }

    @Test
    @DisplayName("tells of what comes once, as one commit, and not of what is here")
    void comingIsToldAsOne() {
        ContentRepository repository = open(Map.of("/docs", docs));
        List<CommitId> told = new ArrayList<>();
        Revision unused = repository.latest(told::add);
        Revision same = repository.latest(told::add);
        commit(docs, edits -> edits.file("index.html", "new"));
        Revision newer = repository.latest(told::add);

        assertThat(told)
                .containsExactly(same.release().commit(), newer.release().commit());
    }

    @Test
    @DisplayName("throws what is thrown by who hears of what comes")
    void listenerFails() {
        ContentRepository repository = open(Map.of("/docs", docs));
        assertThatThrownBy(() -> repository.latest(commit -> {
                    throw new IllegalArgumentException("no");
                }))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(repository.latest().release().commit()).isEqualTo(joined(site, docs));
    }

    @Test
    @DisplayName("cannot be asked while one of them cannot, and can afterwards")
    void oneIsUnreachable() {
        ContentRepository repository = open(Map.of("/docs", docs));
        docs.faults().cut();
        assertThatThrownBy(repository::latest)
                .isInstanceOfSatisfying(
                        CdnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_UNREACHABLE));
        docs.faults().restore();
        assertThat(repository.latest().release().commit()).isEqualTo(joined(site, docs));
    }

    @Test
    @DisplayName("has no object that none of them has")
    void unknownObject() {
        ContentRepository repository = open(Map.of("/docs", docs));
        Revision revision = repository.latest();
        TreeId unknown = new TreeId("0".repeat(40));
        try (ContentReader reader = repository.reader()) {
            assertThat(reader.has(revision.release().tree())).isTrue();
            assertThat(reader.tree(revision.release().tree()))
                    .extracting(TreeEntry::name)
                    .containsExactly("docs", "index.html");
            assertThat(reader.has(unknown)).isFalse();
            assertThatThrownBy(() -> reader.tree(unknown))
                    .isInstanceOfSatisfying(
                            CdnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_DAMAGED));
        }
    }

    @Test
    @DisplayName("is closed as a whole")
    void closes() {
        ContentRepository repository = open(Map.of("/docs", docs));
        repository.close();
        assertThatThrownBy(repository::latest)
                .isInstanceOfSatisfying(
                        CdnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CLOSED));
        ContentRepository again = mounted(site, Map.of("/docs", docs)).open(directory.resolve("repository-0"));
        opened.add(again);
        assertThat(again.latest().release().commit()).isEqualTo(joined(site, docs));
    }

    @Test
    @DisplayName("has up to four of them besides its own, which is what it is without any")
    void number() {
        assertThat(mounted(site, Map.of())).isSameAs(site);
        assertThatThrownBy(() -> mounted(site, Map.of("/1", docs, "/2", docs, "/3", docs, "/4", docs, "/5", docs)))
                .hasMessageContaining("mount up to 4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "docs", "/docs/", "//docs", "/a//b", "/..", "/a/../b", "/.git", "/a\nb", "/a\\b"})
    @DisplayName("has them at paths below its root only")
    void paths(String path) {
        assertThatThrownBy(() -> new MountPath(path))
                .isInstanceOfSatisfying(
                        CdnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
                .hasMessageContaining("for example /docs");
    }
}
