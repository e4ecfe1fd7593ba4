package io.cdntopology.docker;

import java.time.Duration;
import java.util.Optional;

/** How a pull or push ended, as far as the engine told. */
sealed interface TransferEnd {
    /**
     * The engine told no error; that is all that is known.
     *
     * @param digest of what was pushed, if the engine told it
     */
    record Complete(Optional<String> digest) implements TransferEnd {}

    /** The engine told an error in the middle. */
    record Told(String said) implements TransferEnd {}

    /** The call failed, or was refused, before anything was told. */
    record NotBegun(Throwable failure) implements TransferEnd {}

    /** What the engine tells ended in the middle, or cannot be read. */
    record BrokenOff(Throwable failure) implements TransferEnd {}

    /** The engine told nothing for as long. */
    record Silent(Duration limit) implements TransferEnd {}

    /** It was not done after as long. */
    record TooLate(Duration limit) implements TransferEnd {}
}
