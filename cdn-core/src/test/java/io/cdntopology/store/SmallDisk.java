package io.cdntopology.store;

import io.cdntopology.embedded.InMemoryContent;
import io.cdntopology.failure.CdnException;
import io.cdntopology.release.CommitId;
import io.cdntopology.release.Release;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.topology.ContentLimits;
import io.cdntopology.topology.Retention;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.function.IntFunction;

/** A process that publishes onto a small disk which belongs to it alone, and says after each step what came of it. */
final class SmallDisk {
    private static final int FILE_BYTES = 64 * 1024;

    private final Path disk;
    private final InMemoryContent content = InMemoryContent.create();
    private final ContentRepository repository;
    private final ReleaseStore store;
    private final Random random = new Random(1);

    private SmallDisk(Path disk) {
        this.disk = disk;
        this.repository = content.open(disk.resolve("work"));
        this.store = ReleaseStore.open(
                disk.resolve("www"), StoreOptions.of(new Retention(1, Duration.ZERO), ContentLimits.DEFAULT));
    }

    /**
     * Plays one scenario.
     *
     * @param arguments the scenario, and where the disk is
     */
    public static void main(String[] arguments) throws IOException {
        SmallDisk disk = new SmallDisk(Path.of(arguments[1]));
        switch (arguments[0]) {
            case "space" -> disk.fullOfOthers(40, FILE_BYTES, 1);
            case "inodes" -> disk.fullOfOthers(150, 0, 100);
            case "variants" -> disk.fullOfVariants();
            case "old" -> disk.fullOfOldReleases();
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    /** A file of this many bytes, or only many of them, are in the way of a release; then they go. */
    private void fullOfOthers(int files, int fileBytes, int others) throws IOException {
        publish(commit("first", 1, 10));
        for (int i = 0; i < others; i++) {
            Files.write(disk.resolve("other-" + i), new byte[fileBytes == 0 ? 0 : 3 << 20]);
        }
        Release next = commit("second", files, fileBytes);
        publish(next);
        publish(next);
        for (int i = 0; i < others; i++) {
            Files.delete(disk.resolve("other-" + i));
        }
        publish(next);
    }

    /** A release that need not be kept is in the way of the next but one. */
    private void fullOfOldReleases() throws IOException {
        publish(commit("first", 40, FILE_BYTES));
        publish(commit("second", 0, 0));
        Release next = commit("third", 40, FILE_BYTES);
        publish(next);
        publish(next);
    }

    /** There is room for a release, and for the next one when the first has gone, but not for all variants of the first. */
    private void fullOfVariants() throws IOException {
        publish(commit("first", 50, FILE_BYTES, this::digits));
        compress();
        publish(commit("second", 5, FILE_BYTES, this::digits));
        store.collect();
        compress();
        compress();
    }

    /** Bytes of which more than a half remains when they are compressed. */
    private byte[] digits(int bytes) {
        byte[] digits = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            digits[i] = (byte) Character.forDigit(random.nextInt(16), 16);
        }
        return digits;
    }

    private byte[] noise(int bytes) {
        byte[] noise = new byte[bytes];
        random.nextBytes(noise);
        return noise;
    }

    private Release commit(String text, int files, int fileBytes) {
        return commit(text, files, fileBytes, this::noise);
    }

    private Release commit(String text, int files, int fileBytes, IntFunction<byte[]> bytes) {
        CommitId commit = content.edit(e -> {
                    content.latest()
                            .flatMap(head -> content.entry(head, "files"))
                            .ifPresent(old -> e.delete("files"));
                    e.file("index.html", text);
                    for (int i = 0; i < files; i++) {
                        e.file("files/" + i % 8 + "/" + i + ".txt", bytes.apply(fileBytes));
                    }
                })
                .commit(text);
        return repository.at(commit).release();
    }

    private void publish(Release release) throws IOException {
        tell("published", () -> {
            store.materialize(release, repository);
            store.activate(release);
        });
    }

    private void compress() throws IOException {
        tell("compressed", () -> store.compress(() -> true));
    }

    private void tell(String success, Runnable work) throws IOException {
        String outcome = success;
        try {
            work.run();
        } catch (CdnException e) {
            outcome = e.code().name();
        }
        int leftovers = StoreFiles.list(disk.resolve("www/.cdn/tmp")).size();
        String live = Files.readString(disk.resolve("www/current/site/index.html"));
        System.out.println(outcome + ", " + live + " is live, " + leftovers + " left over");
    }
}
