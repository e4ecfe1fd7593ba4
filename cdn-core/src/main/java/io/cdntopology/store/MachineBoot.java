package io.cdntopology.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * The time between two restarts of the machine. Files that were written in the present one can have been lost by no
 * power failure.
 *
 * @param id another one after each restart
 */
record MachineBoot(String id) {
    private static final Path LINUX = Path.of("/proc/sys/kernel/random/boot_id");

    /** The present one; where the system does not tell, a new one each time, so that everything is verified. */
    static MachineBoot ofThisMachine() {
        try {
            return new MachineBoot(Files.readString(LINUX).strip());
        } catch (IOException e) {
            return new MachineBoot(UUID.randomUUID().toString());
        }
    }
}
