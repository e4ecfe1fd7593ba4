package io.cdntopology.sync;

import io.cdntopology.release.Release;
import java.util.Objects;

/**
 * What a call that decides on a release came to.
 *
 * @param release  the release that is wanted now
 * @param sequence its number in the history of the network
 * @param change   whether the call changed anything
 */
public record Publication(Release release, long sequence, Change change) {
    public Publication {
        Objects.requireNonNull(release, "release");
        Objects.requireNonNull(change, "change");
    }

    /** Whether a call changed what is wanted. */
    public enum Change {
        /** The release became the wanted one by this call. */
        MADE,
        /** It was the wanted one before. */
        NONE
    }
}
