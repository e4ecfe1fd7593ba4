package io.cdntopology.store;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Tells an {@link IOException} of the file system below a store as what its user can do about it. */
final class StoreFailures {
    private static final List<String> FULL = List.of("no space left", "disk quota exceeded", "not enough space");

    private StoreFailures() {}

    static CdnException of(String attempted, Path root, IOException e) {
        String where = root.toString();
        if (e instanceof ClosedByInterruptException) {
            return CdnException.of(
                    ErrorCode.INTERRUPTED, attempted, new Problem(where, "the thread was interrupted", "try again"), e);
        }
        if (isFull(e)) {
            return CdnException.of(
                    ErrorCode.STORE_FULL,
                    attempted,
                    new Problem(
                            where,
                            "the file system is full; what was live stays live",
                            "free space or inodes there, or keep fewer releases; it is tried again by itself"),
                    e);
        }
        return CdnException.of(
                ErrorCode.STORE_UNUSABLE,
                attempted,
                new Problem(where, reason(e), "make the directory readable and writable for this process"),
                e);
    }

    static CdnException of(String attempted, InvalidPathException e) {
        return CdnException.of(
                ErrorCode.STORE_UNUSABLE,
                attempted,
                new Problem(
                        e.getInput(),
                        "this process cannot write names that are not ASCII: " + e.getReason(),
                        "start it with the environment variable LC_ALL=C.UTF-8"),
                e);
    }

    private static boolean isFull(IOException e) {
        String message = reason(e).toLowerCase(Locale.ROOT);
        return FULL.stream().anyMatch(message::contains);
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        return e.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }
}
