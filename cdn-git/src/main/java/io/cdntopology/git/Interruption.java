package io.cdntopology.git;

import org.jspecify.annotations.Nullable;

/** Interrupts a thread, as long as it does what is to be interrupted: it may be given something else to do after that. */
final class Interruption implements Runnable {
    private @Nullable Thread thread = Thread.currentThread();

    @Override
    public synchronized void run() {
        if (thread != null) {
            thread.interrupt();
        }
    }

    /** It is done. Called by the thread. */
    synchronized void end() {
        thread = null;
        boolean unused = Thread.interrupted();
    }
}
