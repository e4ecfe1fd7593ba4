package io.cdntopology.store;

/**
 * Lets others go before a long work, and ends it. {@link ReleaseStore#compress} asks every few milliseconds, on the thread
 * that called it.
 */
public interface Pace {
    /**
     * Waits while something else matters more.
     *
     * @return whether to go on; otherwise what is unfinished is dropped
     */
    boolean proceed();
}
