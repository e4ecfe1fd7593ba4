package io.cdntopology.sync;

import java.util.Locale;

/** What a network delivers from a repository, each with decisions, a history and a leader of its own. */
public enum Line {
    /** The files that edges serve. */
    CONTENT,
    /** The files that say how edges serve. */
    CONFIGURATION;

    /** As it is written in keys. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
