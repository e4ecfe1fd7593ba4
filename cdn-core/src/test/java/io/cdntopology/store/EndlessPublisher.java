package io.cdntopology.store;

import io.cdntopology.embedded.InMemoryContent;
import io.cdntopology.release.Release;
import io.cdntopology.spi.ContentRepository;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A process that publishes one release after another, goes back now and then, compresses, and collects, until it is killed. */
final class EndlessPublisher {
    private EndlessPublisher() {}

    /**
     * Publishes for ever.
     *
     * @param arguments a directory, the seed of its choices, and what its releases are called
     */
    public static void main(String[] arguments) {
        Path directory = Path.of(arguments[0]);
        Random random = new Random(Long.parseLong(arguments[1]));
        ExecutorService compressing = Executors.newSingleThreadExecutor();
        InMemoryContent content = InMemoryContent.create();
        try (ContentRepository repository = content.open(directory.resolve("work"));
                ReleaseStore store = ReleaseStore.open(directory.resolve("www"), KilledPublisherIT.OPTIONS)) {
            System.out.println("ready");
            for (int i = 0; ; i++) {
                Release release = repository
                        .at(NumberedSite.commit(content, arguments[2] + "-" + i, random))
                        .release();
                store.materialize(release, repository);
                store.activate(release);
                if (random.nextInt(3) == 0) {
                    compressing.execute(() -> store.compress(() -> true));
                }
                if (random.nextInt(3) == 0) {
                    List<Release> releases = store.releases();
                    store.activate(releases.get(random.nextInt(releases.size())));
                }
                if (random.nextInt(3) == 0) {
                    store.collect();
                }
            }
        }
    }
}
