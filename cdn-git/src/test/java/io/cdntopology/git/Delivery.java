package io.cdntopology.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.release.CommitId;
import io.cdntopology.release.Release;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.store.LiveRelease;
import io.cdntopology.store.ReleaseStore;
import io.cdntopology.store.SiteCheck;
import io.cdntopology.topology.ContentLimits;
import io.cdntopology.topology.Retention;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The way of content from a source to what is served, below a directory in which something else is as well. */
final class Delivery implements AutoCloseable {
    /** Small, so that it takes little to pass them. */
    static final ContentLimits LIMITS =
            ContentLimits.DEFAULT.withMaxFiles(100_000).withMaxFileBytes(32L << 20);

    private static final Set<String> OWN = Set.of("far.git", "www/.cdn", "near/repository.git", "near/damaged.git");

    /** What there is after the first delivery only, or after the first damage. */
    private static final Set<String> NEW = Set.of("/www/current", "/near/damaged.git");

    private final Path directory;
    private final ContentRepository repository;
    private final ReleaseStore store;
    private final SiteCheck check;

    Delivery(GitSource source, Path directory) {
        this(source, directory, Retention.DEFAULT, LIMITS);
    }

    Delivery(GitSource source, Path directory, Retention retention, ContentLimits limits) {
        this.directory = directory;
        this.repository = source.open(directory.resolve("near"));
        this.store = ReleaseStore.open(directory.resolve("www"), retention, limits);
        this.check = new SiteCheck(limits);
    }

    /** Checks the newest commit, as is done before a host hears of it. */
    void check() {
        check.check(repository.latest().release(), repository);
    }

    /** Delivers the newest commit. */
    CommitId deliver() {
        Release release = repository.latest().release();
        store.materialize(release, repository);
        store.activate(release);
        return release.commit();
    }

    /** Has a delivery fail, and nothing be different from before. */
    CdnException assertRefused(ErrorCode code, String why) {
        CdnException failure = tryToDeliver().orElseThrow(() -> new AssertionError("nothing was refused"));
        assertThat(failure.code()).as(failure.toString()).isEqualTo(code);
        assertThat(failure).hasMessageContaining(why);
        return failure;
    }

    /** Delivers the newest commit, or fails as it should, with nothing different from before. */
    Optional<CdnException> tryToDeliver() {
        Map<String, String> around = around();
        Map<String, String> served = site();
        Optional<LiveRelease> live = store.live();
        Throwable thrown = catchThrowable(this::deliver);
        assertThat(around()).isEqualTo(around);
        if (thrown == null) {
            return Optional.empty();
        }
        assertThat(thrown).isInstanceOf(CdnException.class);
        CdnException failure = (CdnException) thrown;
        assertThat(failure.problems()).extracting(Problem::fix).isNotEmpty().noneMatch(String::isBlank);
        assertThat(failure.getMessage().replace("\n", "").chars())
                .as(failure.getMessage())
                .noneMatch(Character::isISOControl);
        assertThat(store.live()).isEqualTo(live);
        assertThat(site()).isEqualTo(served);
        return Optional.of(failure);
    }

    void assertDelivers(CommitId commit, Map<String, String> files) {
        assertThat(assertDelivers(files)).isEqualTo(commit);
    }

    CommitId assertDelivers(Map<String, String> files) {
        Map<String, String> around = around();
        CommitId commit = deliver();
        assertThat(site()).isEqualTo(files);
        assertThat(around()).isEqualTo(around);
        return commit;
    }

    /** The files that are served, as a server finds them. */
    Map<String, String> site() {
        return store.live().map(live -> files(root())).orElse(Map.of());
    }

    /** The directory that is served, or rather the link to it. */
    Path root() {
        return directory.resolve("www/current/site");
    }

    /** The names of all that the store holds, once it has removed what no release needs. */
    Set<String> stored() {
        store.collect();
        Path home = directory.resolve("www/.cdn");
        try (Stream<Path> found = Files.walk(home, 2)) {
            return found.map(path -> home.relativize(path).toString()).collect(Collectors.toSet());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, String> files(Path site) {
        try {
            Path start = site.toRealPath();
            try (Stream<Path> found = Files.walk(start, FileVisitOption.FOLLOW_LINKS)) {
                Map<String, String> texts = new TreeMap<>();
                for (Path file : found.filter(Files::isRegularFile).toList()) {
                    texts.put(start.relativize(file).toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
                }
                return texts;
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** All that is beside the store and the private repository, the far side left out. */
    private Map<String, String> around() {
        Map<String, String> found = new TreeMap<>();
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
                    found.put(path.toString(), "");
                    return OWN.contains(directory.relativize(path).toString())
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    boolean text = attributes.isRegularFile();
                    found.put(file.toString(), text ? Files.readString(file, StandardCharsets.ISO_8859_1) : "");
                    return FileVisitResult.CONTINUE;
                }
            });
            found.keySet().removeIf(path -> NEW.stream().anyMatch(path::endsWith));
            return found;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        store.close();
        repository.close();
    }
}
