package io.cdntopology.testkit;

import io.cdntopology.embedded.Embedded;
import io.cdntopology.event.CdnEvent;
import io.cdntopology.observed.ObservedPart;
import io.cdntopology.spi.Blueprint;
import io.cdntopology.spi.ContainerPlatform;
import io.cdntopology.spi.ContentHost;
import io.cdntopology.spi.PlatformSession;
import io.cdntopology.topology.Part;
import io.cdntopology.topology.PartId;
import io.cdntopology.topology.PartKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A platform whose parts stay until they are removed, as those of an engine do, also if the process is killed: each is a
 * file. Those that were made by a session also serve, until it closes.
 */
final class LastingPlatform implements ContainerPlatform {
    private final Path directory;

    LastingPlatform(Path directory) {
        this.directory = directory;
    }

    /** What there is of all networks, such as {@code test-lasting-0a1b2c3d/edge-eu-1}. */
    List<String> parts() {
        Path parts = directory.resolve("parts");
        return files(parts).stream()
                .map(file -> parts.relativize(file).toString())
                .sorted()
                .toList();
    }

    /** What sessions have as their work directories. */
    Path workDirectories() {
        return directory.resolve("work");
    }

    private static List<Path> files(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> found = Files.walk(directory)) {
            return found.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String location() {
        return "files in " + directory;
    }

    @Override
    public PlatformSession open(Blueprint blueprint, Consumer<CdnEvent> events) {
        String name = blueprint.topology().name().value();
        return new Session(
                Embedded.platform().open(blueprint, events),
                directory.resolve("parts").resolve(name),
                create(workDirectories().resolve(name)));
    }

    private static Path create(Path directory) {
        try {
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Session(PlatformSession serving, Path parts, Path workDirectory) implements PlatformSession {
        @Override
        public List<ContentHost> hosts() {
            return serving.hosts();
        }

        @Override
        public List<Part> wanted() {
            return serving.wanted();
        }

        @Override
        public List<ObservedPart> observe() {
            List<ObservedPart> observed = new ArrayList<>(serving.observe());
            Set<PartId> seen = new HashSet<>();
            observed.forEach(part -> seen.add(part.id()));
            files(parts).stream()
                    .map(Session::part)
                    .filter(id -> !seen.contains(id))
                    .forEach(id -> observed.add(
                            new ObservedPart(id, new TreeMap<>(), Optional.of("it rests"), Optional.empty())));
            return observed;
        }

        private static PartId part(Path file) {
            return new PartId(PartKind.EDGE, file.getFileName().toString().substring("edge-".length()));
        }

        private Path file(PartId part) {
            return parts.resolve(part.kind() + "-" + part.name());
        }

        /** As on an engine, what does not start is there all the same. */
        @Override
        public void create(PartId part) {
            LastingPlatform.create(parts);
            try {
                Files.writeString(file(part), "");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            serving.create(part);
        }

        @Override
        public void start(PartId part) {
            create(part);
        }

        @Override
        public void remove(PartId part) {
            serving.remove(part);
            try {
                Files.deleteIfExists(file(part));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void onChange(Runnable listener) {
            serving.onChange(listener);
        }

        @Override
        public void close() {
            serving.close();
        }
    }
}
