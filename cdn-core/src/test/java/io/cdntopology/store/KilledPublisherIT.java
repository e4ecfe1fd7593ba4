package io.cdntopology.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.embedded.InMemoryContent;
import io.cdntopology.release.Release;
import io.cdntopology.release.TreeId;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.topology.ContentLimits;
import io.cdntopology.topology.Retention;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A publisher that is killed at any moment")
class KilledPublisherIT {
    /** Keeps releases just long enough to be read, so that much is collected. */
    static final StoreOptions OPTIONS =
            StoreOptions.of(new Retention(2, Duration.ofMillis(500)), ContentLimits.DEFAULT);

    private static final int PUBLISHERS = 2;

    /** Of each publisher. 200 of both take minutes: {@code -Dcdn.kills=200}. */
    private static final int KILLS = Integer.getInteger("cdn.kills", 20) / PUBLISHERS;

    private static final int MAX_MILLISECONDS = 150;

    /** Leaves the processors to the publishers between two looks. */
    private static final int PAUSE_MILLISECONDS = 2;

    @TempDir
    Path directory;

    @Test
    @DisplayName("leaves one whole release live, nothing half done, and a store that goes on")
    void killed() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        ExecutorService killers = Executors.newFixedThreadPool(PUBLISHERS);
        ScheduledExecutorService readers = Executors.newScheduledThreadPool(PUBLISHERS);
        AtomicInteger looks = new AtomicInteger();
        try {
            List<Future<?>> killing = new ArrayList<>();
            List<Future<?>> reading = new ArrayList<>();
            for (int i = 0; i < PUBLISHERS; i++) {
                Path own = Files.createDirectory(directory.resolve("publisher-" + i));
                Random random = new Random(seed + i);
                killing.add(killers.submit(() -> {
                    killOften(own, random);
                    return null;
                }));
                reading.add(readers.scheduleWithFixedDelay(
                        () -> look(own.resolve("www"), looks), 0, PAUSE_MILLISECONDS, TimeUnit.MILLISECONDS));
            }
            await(killing, reading);
            assertThat(looks).hasValueGreaterThan(PUBLISHERS * KILLS);
        } finally {
            killers.shutdownNow();
            readers.shutdownNow();
        }
    }

    /** Waits for the killers; readers go on for ever, but for those that have seen something wrong. */
    private static void await(List<Future<?>> killing, List<Future<?>> reading) throws Exception {
        for (Future<?> killer : killing) {
            killer.get();
        }
        for (Future<?> reader : reading) {
            if (reader.isDone()) {
                reader.get();
            }
        }
    }

    private static void killOften(Path directory, Random random) throws Exception {
        for (int i = 0; i < KILLS; i++) {
            try (ChildProcess publisher =
                    ChildProcess.start(EndlessPublisher.class, directory, random.nextLong(), "child-" + i)) {
                assertThat(publisher.line()).isEqualTo("ready");
                assertThat(publisher.endsWithin(Duration.ofMillis(random.nextInt(MAX_MILLISECONDS))))
                        .isFalse();
                publisher.kill();
            }
            check(directory, "parent-" + i, random);
        }
    }

    private static void check(Path directory, String number, Random random) throws Exception {
        Path root = directory.resolve("www");
        if (LiveRelease.of(root).isPresent()) {
            NumberedSite.assertWhole(root.resolve("current/site"));
        }
        StoreLayout layout = new StoreLayout(root);
        InMemoryContent content = InMemoryContent.create();
        try (ReleaseStore store = ReleaseStore.open(root, OPTIONS);
                ContentRepository repository = content.open(directory.resolve("work"))) {
            assertThat(StoreFiles.list(layout.temporary())).isEmpty();
            assertIntact(layout);
            for (Release release : store.releases()) {
                NumberedSite.assertWhole(layout.release(release).resolve("site"));
            }
            Release next =
                    repository.at(NumberedSite.commit(content, number, random)).release();
            store.materialize(next, repository);
            store.activate(next);
            store.collect();
            assertThat(store.live().map(LiveRelease::release)).contains(next);
            NumberedSite.assertWhole(root.resolve("current/site"));
            assertIntact(layout);
        }
    }

    private static void assertIntact(StoreLayout layout) throws IOException {
        TreeVerifier verifier = new TreeVerifier(layout);
        for (Path tree : StoreFiles.list(layout.trees())) {
            assertThat(verifier.isIntact(new TreeId(tree.getFileName().toString())))
                    .as(tree.toString())
                    .isTrue();
        }
    }

    /** Reads whatever is live; each look has to see one whole release, and the first that does not is the last one. */
    private static void look(Path root, AtomicInteger looks) {
        LiveRelease.of(root).ifPresent(live -> {
            try {
                NumberedSite.assertWhole(live.site());
                looks.incrementAndGet();
            } catch (IOException | AssertionError e) {
                // A look that took longer than releases are kept may have lost its release.
                assertThat(live.directory()).as(String.valueOf(e)).doesNotExist();
            }
        });
    }
}
