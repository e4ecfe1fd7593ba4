package io.cdntopology.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.store.LiveRelease;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An application that is killed while it publishes from git")
class KilledApplicationIT {
    private static final int LANES = 2;

    /** 200 take minutes: {@code -Dcdn.kills=200}. */
    private static final int KILLS_PER_LANE = Integer.getInteger("cdn.kills", 10) / LANES;

    private static final int FILES = 40;

    @Test
    @DisplayName("leaves a whole release live each time, and goes on with the newest when it is started again")
    void survivesKills(@TempDir Path directory) throws Exception {
        long seed = System.nanoTime();
        ExecutorService lanes = Executors.newFixedThreadPool(LANES);
        List<Future<?>> running = new ArrayList<>();
        for (int lane = 0; lane < LANES; lane++) {
            Lane own = new Lane(Files.createDirectory(directory.resolve("lane-" + lane)), new Random(seed + lane));
            running.add(lanes.submit(() -> {
                own.run();
                return null;
            }));
        }
        for (Future<?> lane : running) {
            assertThat(lane.get()).as("seed " + seed).isNull();
        }
        lanes.shutdown();
    }

    /** One application with its repository and its directory. */
    private static final class Lane {
        private final Path directory;
        private final Path contentRoot;
        private final Random random;
        private final GitOrigin origin;
        private int version;

        Lane(Path directory, Random random) throws IOException, InterruptedException {
            this.directory = directory;
            this.contentRoot = directory.resolve("cdn/docs/www");
            this.random = random;
            this.origin = GitOrigin.create(directory.resolve("origin.git"));
            push();
        }

        void run() throws IOException, InterruptedException {
            for (int kill = 0; kill < KILLS_PER_LANE; kill++) {
                try (ChildJvm application = ChildJvm.start(
                        FollowingApplication.class,
                        ChildJvm.CHEAP_START,
                        origin.repository().toString(),
                        directory.resolve("cdn").toString())) {
                    application.awaitLine("live ");
                    assertThat(liveVersion()).as("after start " + kill).isEqualTo(version);
                    push();
                    LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(60_000)));
                    application.kill();
                    assertThat(liveVersion()).as("after kill " + kill).isBetween(version - 1, version);
                }
            }
        }

        private void push() throws IOException, InterruptedException {
            version++;
            Map<String, GitOrigin.Blob> files = new LinkedHashMap<>();
            for (int file = 0; file < FILES; file++) {
                files.put(
                        "d" + file % 7 + "/e" + file % 3 + "/" + file + ".html",
                        GitOrigin.Blob.of("version " + version));
            }
            origin.commit("Version " + version, files);
        }

        /** The one version that every file of the live release has; fails if they differ or one is missing. */
        private int liveVersion() throws IOException {
            Path site = LiveRelease.of(contentRoot).orElseThrow().site().toRealPath();
            List<Path> files;
            try (Stream<Path> found = Files.walk(site, FileVisitOption.FOLLOW_LINKS)) {
                files = found.filter(Files::isRegularFile).toList();
            }
            Set<String> versions = files.stream().map(Lane::read).collect(Collectors.toSet());
            assertThat(files).hasSize(FILES);
            assertThat(versions).hasSize(1);
            return Integer.parseInt(versions.iterator().next().substring("version ".length()));
        }

        private static String read(Path file) {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
