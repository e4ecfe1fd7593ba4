package io.cdntopology.store;

import io.cdntopology.embedded.ContentEdits;
import io.cdntopology.embedded.InMemoryContent;
import io.cdntopology.release.Release;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.spi.Variants;
import io.cdntopology.topology.ContentLimits;
import io.cdntopology.topology.Encoding;
import io.cdntopology.topology.Retention;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A content source, a content root, and a store between them; by its clock a
 * publication takes a second, and nothing else takes any time. */
final class Workshop implements AutoCloseable {
    private static final String GZIP = Variants.directory(Encoding.GZIP);
    /** A fixed machine and a fixed time, keeping two releases for an hour. */
    static final StoreOptions OPTIONS = StoreOptions.of(new Retention(2, Duration.ofHours(1)), ContentLimits.DEFAULT)
            .withBoot(new MachineBoot("first boot"));

    private final Path root;
    private final InMemoryContent content = InMemoryContent.create();
    private final ContentRepository repository;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private StoreOptions options;
    private ReleaseStore store;

    Workshop(Path directory) {
        this(directory, OPTIONS);
    }

    Workshop(Path directory, StoreOptions options) {
        this.root = directory.resolve("www");
        this.repository = content.open(directory.resolve("work"));
        this.options = options.withClock(() -> now);
        this.store = ReleaseStore.open(root, this.options);
    }

    Path root() {
        return root;
    }

    ReleaseStore store() {
        return store;
    }

    InMemoryContent content() {
        return content;
    }

    ContentRepository repository() {
        return repository;
    }

    StoreLayout layout() {
        return new StoreLayout(root);
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    /** Opens the store again, with other options. */
    void reopen(UnaryOperator<StoreOptions> change) {
        store.close();
        options = change.apply(options);
        store = ReleaseStore.open(root, options);
    }

    /** Opens the store again after a restart of the machine. */
    void restartMachine() {
        reopen(before ->
                before.withBoot(new MachineBoot("after " + before.boot().id())));
    }

    /** Commits, and brings the commit close. */
    Release commit(Consumer<ContentEdits> edits) {
        return repository.at(content.edit(edits).commit("Edit")).release();
    }

    MaterializedRelease materialize(Consumer<ContentEdits> edits) {
        return store.materialize(commit(edits), repository);
    }

    /** Commits, writes and makes live. */
    Release publish(Consumer<ContentEdits> edits) {
        Release release = materialize(edits).release();
        pass(Duration.ofSeconds(1));
        store.activate(release);
        return release;
    }

    /** Writes a release, again if need be, and makes it live. */
    void publish(Release release) {
        store.materialize(release, repository);
        store.activate(release);
    }

    /** A path as a server reads it: through the pointer and all links. */
    Path served(String path) {
        return root.resolve("current/site").resolve(path);
    }

    String text(String path) throws IOException {
        return Files.readString(served(path));
    }

    /** The text of every file that is served. */
    Map<String, String> site() throws IOException {
        return filesBelow(served(""));
    }

    /** The text of every file below a directory, links followed, but for variants. */
    static Map<String, String> filesBelow(Path directory) throws IOException {
        Path start = directory.toRealPath();
        try (Stream<Path> files = Files.walk(start, FileVisitOption.FOLLOW_LINKS)) {
            Map<String, String> texts = new TreeMap<>();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (file.getParent().endsWith(GZIP)) {
                    continue;
                }
                texts.put(start.relativize(file).toString(), Files.readString(file));
            }
            return texts;
        }
    }

    /** Everything in the store's directory for unfinished work. */
    List<Path> leftovers() throws IOException {
        return StoreFiles.list(layout().temporary());
    }

    /** The names of the stored trees. */
    List<String> trees() throws IOException {
        return names(layout().trees());
    }

    List<String> manifests() throws IOException {
        return names(layout().manifests());
    }

    private static List<String> names(Path directory) throws IOException {
        return StoreFiles.list(directory).stream()
                .map(path -> path.getFileName().toString())
                .sorted()
                .collect(Collectors.toList());
    }

    /** What tells files apart that have the same bytes. */
    static Object inode(Path file) throws IOException {
        return Files.getAttribute(file, "unix:ino");
    }

    /** The directory that a served one is, without links on the way. */
    Path real(String path) throws IOException {
        return served(path).toRealPath();
    }

    /** Every name below the content root, without following links. */
    List<String> everyName() throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.filter(path -> !path.equals(layout().lock()))
                    .filter(path -> Files.exists(path, LinkOption.NOFOLLOW_LINKS))
                    .map(path -> root.relativize(path).toString())
                    .sorted()
                    .toList();
        }
    }

    @Override
    public void close() {
        store.close();
        repository.close();
    }
}
