package io.cdntopology.operate;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Lets some wait until others have changed something. Thread-safe. */
final class ChangeSignal {
    private final Object monitor = new Object();

    /** Says that something may have changed: conditions are looked at. Not to be called while holding what they need. */
    void tell() {
        synchronized (monitor) {
            monitor.notifyAll();
        }
    }

    /**
     * Waits until a condition holds, which is looked at at once and whenever something changed.
     *
     * @return whether it holds
     */
    boolean await(BooleanSupplier condition, Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        synchronized (monitor) {
            while (!condition.getAsBoolean()) {
                long millis = (deadline - System.nanoTime()) / 1_000_000;
                if (millis <= 0) {
                    return false;
                }
                monitor.wait(millis);
            }
            return true;
        }
    }
}
