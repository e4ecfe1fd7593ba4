package io.cdntopology.testkit;

import io.cdntopology.CdnTopology;
import io.cdntopology.embedded.Embedded;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.spi.Blueprint;
import io.cdntopology.spi.DirectoryLock;
import io.cdntopology.spi.DirectoryTree;
import io.cdntopology.spi.PlatformSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says on disk that a network may exist on a platform, by a directory of its name, and whether the process that runs it
 * lives, by a lock: what a killed process has left is found, and what another one uses is left alone.
 */
final class NetworkRecord {
    private static final Logger LOG = LoggerFactory.getLogger(NetworkRecord.class);

    private final Path directory;
    private final DirectoryLock lock;

    private NetworkRecord(Path directory, DirectoryLock lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /** Where records are, unless told otherwise. */
    static Path userDirectory() {
        String configured = System.getenv("XDG_CACHE_HOME");
        Path caches = configured == null || configured.isEmpty()
                ? Path.of(System.getProperty("user.home", "."), ".cache")
                : Path.of(configured);
        return caches.resolve("cdn-topology").resolve("test-networks").toAbsolutePath();
    }

    /**
     * Writes that a network may exist from now on.
     *
     * @throws CdnException with {@code STORE_UNUSABLE} if it cannot be written
     */
    static NetworkRecord write(Path records, CdnTopology topology) {
        Path directory = records.resolve(topology.topology().name().value());
        String attempted = "Writing down that there is a network " + directory.getFileName();
        try {
            Files.createDirectories(directory);
            DirectoryLock lock = DirectoryLock.acquire(attempted, directory.resolve("lock"));
            // With the lock: whoever finds the one without the other knows that its process has ended.
            Files.writeString(platform(directory), topology.platform().location());
            return new NetworkRecord(directory, lock);
        } catch (IOException e) {
            throw CdnException.of(
                    ErrorCode.STORE_UNUSABLE,
                    attempted,
                    new Problem(
                            directory.toString(),
                            "it cannot be written (" + e + ")",
                            "make it writable, or have XDG_CACHE_HOME name another directory"),
                    e);
        }
    }

    /** The file that says which platform a network is on; it is there as long as the network may be. */
    private static Path platform(Path directory) {
        return directory.resolve("platform");
    }

    /** Removes a network, then the record; that stays for a later run if the network does. */
    void remove(CdnTopology topology) {
        try {
            topology.destroy();
            DirectoryTree.delete(workDirectory(topology));
            Files.deleteIfExists(platform(directory));
        } catch (IOException e) {
            LOG.warn("The network {} is gone, but not all of its files are", directory.getFileName(), e);
        } finally {
            release();
        }
    }

    /** The name is one that no other network has, so the directory is of this one alone. */
    private static Path workDirectory(CdnTopology topology) {
        try (PlatformSession session = topology.platform().open(Blueprint.of(topology.topology()), event -> {})) {
            return session.workDirectory();
        }
    }

    private void release() {
        try {
            lock.close();
            if (!Files.exists(platform(directory))) {
                DirectoryTree.delete(directory);
            }
        } catch (IOException e) {
            LOG.warn("The record {} cannot be deleted", directory, e);
        }
    }

    /**
     * Removes the networks on a platform whose processes were killed. What cannot be removed stays for a later run: the
     * tests of this one do not need that it is gone.
     */
    static void removeLeftovers(Path records, CdnTopology topology) {
        if (!Files.isDirectory(records)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> found = Files.list(records)) {
            all = found.toList();
        } catch (IOException e) {
            LOG.warn("The records in {} cannot be read", records, e);
            return;
        }
        for (Path directory : all) {
            try {
                removeLeftover(directory, topology);
            } catch (IOException | CdnException e) {
                LOG.warn("What a killed process has left of the network {} stays", directory.getFileName(), e);
            }
        }
    }

    private static void removeLeftover(Path directory, CdnTopology topology) throws IOException {
        if (!isOn(directory, topology)) {
            return;
        }
        DirectoryLock lock;
        try {
            lock = DirectoryLock.acquire("Looking for a network of a killed process", directory.resolve("lock"));
        } catch (CdnException e) {
            // Its process lives.
            return;
        }
        NetworkRecord left = new NetworkRecord(directory, lock);
        if (isOn(directory, topology)) {
            left.remove(named(directory.getFileName().toString(), topology));
        } else {
            left.release();
        }
    }

    private static boolean isOn(Path directory, CdnTopology topology) throws IOException {
        Path platform = platform(directory);
        return Files.exists(platform)
                && Files.readString(platform).equals(topology.platform().location());
    }

    /** As much of a network as it takes to remove it. */
    private static CdnTopology named(String name, CdnTopology like) {
        return CdnTopology.builder()
                .name(name)
                .content(like.content())
                .coordination(Embedded.coordination())
                .platform(like.platform())
                .edge("any")
                .build();
    }
}
