package io.cdntopology.spi;

/** A running watch. */
public interface Watch extends AutoCloseable {
    /** Ends the watch; the listener hears nothing any more after this has returned. Idempotent. */
    @Override
    void close();
}
