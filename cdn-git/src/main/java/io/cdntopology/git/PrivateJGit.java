package io.cdntopology.git;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;

/**
 * Keeps JGit from reading and writing the git configuration of the user and of the machine, for what this module does
 * and for nothing else: an application that uses JGit too goes on as before.
 *
 * <p>JGit knows its configuration through one static {@link SystemReader}, so there is one static here as well. What is
 * installed delegates to what was there, and answers differently only to a thread that is inside {@link #call}.
 */
final class PrivateJGit {
    private static final ThreadLocal<Boolean> INSIDE = ThreadLocal.withInitial(() -> false);
    private static final StackWalker STACK = StackWalker.getInstance();
    private static final String MEASURING = "org.eclipse.jgit.util.FS$FileStoreAttributes";

    /** What ext4, xfs, btrfs and overlay keep by far; JGit itself would measure for 3 seconds. */
    private static final String TIMESTAMP_RESOLUTION = "10 milliseconds";

    private PrivateJGit() {}

    /** Calls something that uses JGit. Whatever thread it starts has to come here by itself. */
    static <T> T call(Callable<T> work) throws Exception {
        install();
        boolean outer = INSIDE.get();
        INSIDE.set(true);
        try {
            return work.call();
        } finally {
            if (!outer) {
                INSIDE.remove();
            }
        }
    }

    /** Something that uses JGit and throws nothing else than that. */
    interface Work<T> {
        T run() throws IOException;
    }

    /** As {@link #call}. */
    static <T> T run(Work<T> work) throws IOException {
        try {
            return call(work::run);
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError("declared nowhere", e);
        }
    }

    private static synchronized void install() {
        SystemReader present = SystemReader.getInstance();
        if (!(present instanceof Scoped)) {
            SystemReader.setInstance(new Scoped(present));
        }
    }

    /**
     * Tells JGit the timestamp resolution of the file system of a directory, which it then neither measures nor saves
     * to the user's configuration. It remembers it for as long as the process lives.
     */
    static synchronized void prepare(Path directory) throws IOException {
        FileStore store = Files.getFileStore(directory);
        FileBasedConfig known = new MemoryConfig();
        String section =
                System.getProperty("java.vendor") + '|' + System.getProperty("java.version") + '|' + store.name();
        known.setString("filesystem", section, "timestampResolution", TIMESTAMP_RESOLUTION);
        known.setString("filesystem", section, "minRacyThreshold", TIMESTAMP_RESOLUTION);
        SystemReader present = SystemReader.getInstance();
        SystemReader knowing = new Knowing(present, known);
        SystemReader.setInstance(knowing);
        try {
            FS.getFileStoreAttributes(directory);
        } finally {
            if (SystemReader.getInstance() == knowing) {
                SystemReader.setInstance(present);
            }
        }
    }

    /** Answers to threads inside with an empty configuration. */
    private static final class Scoped extends SystemReader.Delegate {
        private final SystemReader outside;
        private final FileBasedConfig empty = new MemoryConfig();

        Scoped(SystemReader outside) {
            super(outside);
            this.outside = outside;
        }

        @Override
        public StoredConfig getUserConfig() throws IOException, ConfigInvalidException {
            return INSIDE.get() ? empty : outside.getUserConfig();
        }

        @Override
        public StoredConfig getSystemConfig() throws IOException, ConfigInvalidException {
            return INSIDE.get() ? empty : outside.getSystemConfig();
        }

        @Override
        public StoredConfig getJGitConfig() throws IOException, ConfigInvalidException {
            return INSIDE.get() ? empty : outside.getJGitConfig();
        }
    }

    /** Answers to JGit's measuring, which runs in a thread of a common pool, with what is known. */
    private static final class Knowing extends SystemReader.Delegate {
        private final SystemReader outside;
        private final FileBasedConfig known;

        Knowing(SystemReader outside, FileBasedConfig known) {
            super(outside);
            this.outside = outside;
            this.known = known;
        }

        @Override
        public StoredConfig getUserConfig() throws IOException, ConfigInvalidException {
            boolean measuring = STACK.walk(
                    frames -> frames.anyMatch(frame -> frame.getClassName().startsWith(MEASURING)));
            return measuring ? known : outside.getUserConfig();
        }

        @Override
        public StoredConfig getSystemConfig() throws IOException, ConfigInvalidException {
            return outside.getSystemConfig();
        }

        @Override
        public StoredConfig getJGitConfig() throws IOException, ConfigInvalidException {
            return outside.getJGitConfig();
        }
    }

    /** A configuration that is on no disk. */
    private static final class MemoryConfig extends FileBasedConfig {
        MemoryConfig() {
            super(null, null, FS.DETECTED);
        }

        @Override
        public void load() {}

        @Override
        public void save() {}

        @Override
        public boolean isOutdated() {
            return false;
        }

        @Override
        public String toString() {
            return "MemoryConfig";
        }
    }
}
