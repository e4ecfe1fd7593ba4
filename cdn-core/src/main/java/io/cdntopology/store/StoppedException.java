package io.cdntopology.store;

import java.io.IOException;

/** A long work is not wanted any more. */
final class StoppedException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Waits as long as the pace says, and throws if it says that the work is to end. */
    static void throwUnless(Pace pace) throws StoppedException {
        if (!pace.proceed()) {
            throw new StoppedException();
        }
    }
}
