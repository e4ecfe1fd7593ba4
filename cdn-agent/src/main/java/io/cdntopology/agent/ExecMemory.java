package io.cdntopology.agent;

import io.cdntopology.release.CommitId;
import io.cdntopology.release.Release;
import io.cdntopology.release.TreeId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small file that remembers, over restarts, for which release the command succeeded last, and whether it was run for
 * another one since, of which it may have done a part. Replaced by a rename, so it holds one state or the other.
 *
 * <p>Used by one thread at a time.
 */
final class ExecMemory {
    private static final Logger LOG = LoggerFactory.getLogger(ExecMemory.class);
    private static final Pattern CONTENT =
            Pattern.compile("(settled|running)(?: (" + CommitId.REGEX + ") ([0-9a-f]{40}))?\n");

    private final Path file;
    private Optional<Release> succeeded = Optional.empty();
    private boolean settled;

    private ExecMemory(Path file) {
        this.file = file;
    }

    /**
     * Reads the file of a directory, which is created where it is missing. Without a file, or with one that is damaged,
     * nothing is remembered and the command is run once more.
     */
    static ExecMemory open(Path directory) throws IOException {
        Files.createDirectories(directory);
        ExecMemory memory = new ExecMemory(directory.resolve("exec"));
        if (Files.exists(memory.file)) {
            memory.read();
        }
        return memory;
    }

    private void read() throws IOException {
        Matcher content = CONTENT.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
        if (!content.matches()) {
            LOG.warn("{} is damaged, so the command is run once more", file);
            return;
        }
        if (content.group(2) != null) {
            succeeded = Optional.of(new Release(new CommitId(content.group(2)), new TreeId(content.group(3))));
        }
        settled = content.group(1).equals("settled");
    }

    /** The release for which the command succeeded last. */
    Optional<Release> succeeded() {
        return succeeded;
    }

    /** The release for which there is nothing to do; empty if there is none. */
    Optional<Release> done() {
        return settled ? succeeded : Optional.empty();
    }

    /** The command is about to be run. */
    void begin() throws IOException {
        if (settled || !Files.exists(file)) {
            write(false, succeeded);
        }
    }

    /** The command succeeded. */
    void succeed(Release release) throws IOException {
        write(true, Optional.of(release));
    }

    private void write(boolean nowSettled, Optional<Release> nowSucceeded) throws IOException {
        String ids = nowSucceeded
                .map(release -> " " + release.commit() + " " + release.tree())
                .orElse("");
        Path next = file.resolveSibling("exec.new");
        Files.writeString(next, (nowSettled ? "settled" : "running") + ids + "\n", StandardCharsets.ISO_8859_1);
        sync(next);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        settled = nowSettled;
        succeeded = nowSucceeded;
    }

    private static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }
}
