package io.cdntopology.git;

import java.io.IOException;

/** A server said more of its references than may be kept in memory. */
final class TooManyReferences extends IOException {
    private static final long serialVersionUID = 1L;

    TooManyReferences(long maxBytes) {
        super("the server tells of its references in more than " + maxBytes + " bytes");
    }

    /** Whether that is why something failed. */
    static boolean isCauseOf(Throwable failure) {
        return Causes.find(failure, TooManyReferences.class).isPresent();
    }
}
