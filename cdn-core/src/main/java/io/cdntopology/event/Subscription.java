package io.cdntopology.event;

/** A listener that hears what happens, until this is closed. */
public interface Subscription extends AutoCloseable {
    /** Ends it. The listener may still hear what it is being told at this moment. Idempotent. */
    @Override
    void close();
}
