package io.cdntopology.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/** What a power loss may make of a file. */
enum Damage {
    TRUNCATED {
        @Override
        void to(Path file) throws IOException {
            Files.write(file, new byte[0]);
        }
    },
    ZEROED {
        @Override
        void to(Path file) throws IOException {
            Files.write(file, new byte[(int) Files.size(file)]);
        }
    },
    ONE_BIT_FLIPPED {
        @Override
        void to(Path file) throws IOException {
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length / 2] ^= 1;
            Files.write(file, bytes);
        }
    },
    LONGER {
        @Override
        void to(Path file) throws IOException {
            Files.writeString(file, Files.readString(file) + "x");
        }
    },
    DELETED {
        @Override
        void to(Path file) throws IOException {
            Files.delete(file);
        }
    },
    A_DIRECTORY {
        @Override
        void to(Path file) throws IOException {
            Files.delete(file);
            Files.createDirectory(file);
        }
    },
    A_LINK {
        @Override
        void to(Path file) throws IOException {
            Files.delete(file);
            Files.createSymbolicLink(file, Path.of("/etc/hostname"));
        }
    };

    abstract void to(Path file) throws IOException;

    /** Damages a file and keeps its time, as a power loss does. */
    void apply(Path file) throws IOException {
        FileTime time = Files.getLastModifiedTime(file);
        to(file);
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            Files.setLastModifiedTime(file, time);
        }
    }
}
