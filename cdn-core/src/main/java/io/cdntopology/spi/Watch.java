package io.cdntopology.spi;

/** A running watch. */
public interface Watch extends AutoCloseable {
    /**
     * Ends the watch; the listener hears nothing any more after this has returned. Waits for a call to the listener
     * that is running, unless it is called from there. Idempotent.
     */
    @Override
    void close();
}
