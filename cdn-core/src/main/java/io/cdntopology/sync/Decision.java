package io.cdntopology.sync;

import io.cdntopology.event.CdnEvent;
import io.cdntopology.failure.CdnException;
import java.util.Optional;

/** What a publisher makes of what is wanted and what the source has. */
sealed interface Decision {
    /**
     * Another release is to be wanted.
     *
     * @param desired    the release
     * @param quarantine a commit that is to be kept out from now on
     * @param event      what is told when it was made
     */
    record Change(Desired desired, Optional<Quarantine> quarantine, CdnEvent event) implements Decision {}

    /** The right release is wanted already. */
    record Keep(Desired desired) implements Decision {}

    /** A commit that was asked for did not pass, and is to be kept out. */
    record KeepOut(Quarantine quarantine, CdnException reason) implements Decision {}

    /** What was asked for is kept out. */
    record Refuse(CdnException reason) implements Decision {}
}
