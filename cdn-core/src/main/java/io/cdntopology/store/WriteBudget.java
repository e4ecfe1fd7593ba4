package io.cdntopology.store;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.release.EntryName;
import io.cdntopology.topology.ContentLimits;
import java.util.concurrent.atomic.AtomicLong;

/** How much may still be written for one release, and how much was. Thread-safe. */
final class WriteBudget {
    private final ContentLimits limits;
    private final AtomicLong files = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    WriteBudget(ContentLimits limits) {
        this.limits = limits;
    }

    void file() {
        files.incrementAndGet();
    }

    /** Accounts for {@code length} more bytes of a file that has {@code size} bytes with them. */
    void spend(String path, long size, int length) {
        if (size > limits.maxFileBytes()) {
            throw tooLarge(path, "the file is larger than " + limits.maxFileBytes() + " bytes", "limits.maxFileBytes");
        }
        if (bytes.addAndGet(length) > limits.maxBytes()) {
            throw tooLarge(path, "the release adds more than " + limits.maxBytes() + " bytes", "limits.maxBytes");
        }
    }

    long filesWritten() {
        return files.get();
    }

    long bytesWritten() {
        return bytes.get();
    }

    private static CdnException tooLarge(String path, String why, String limit) {
        return CdnException.of(
                ErrorCode.CONTENT_TOO_LARGE,
                "Writing the release",
                new Problem(EntryName.printable(path), why, "raise " + limit + ", or make the content smaller"));
    }
}
