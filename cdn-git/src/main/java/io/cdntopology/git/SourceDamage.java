package io.cdntopology.git;

import java.io.IOException;

/** A repository in a directory of this machine cannot be read, for whatever reason: there is no network to blame. */
final class SourceDamage extends IOException {
    private static final long serialVersionUID = 1L;

    SourceDamage(Exception cause) {
        super("the repository cannot be read", cause);
    }
}
