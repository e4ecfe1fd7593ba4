package io.cdntopology.git;

import java.io.IOException;

/** Something that has to be in the private repository is missing or damaged there. */
final class PrivateDamage extends IOException {
    private static final long serialVersionUID = 1L;

    PrivateDamage(IOException cause) {
        super("the private repository is damaged", cause);
    }
}
