package io.cdntopology.testkit;

import java.time.Duration;
import org.junit.jupiter.api.Nested;

/**
 * What a {@link io.cdntopology.spi.Coordination} promises. An implementation extends this class, and passes.
 *
 * <pre>{@code
 * class MyCoordinationContractTest extends CoordinationContractTest {
 *     @Override
 *     protected CoordinationFixture open() {
 *         return new MyFixture();
 *     }
 * }
 * }</pre>
 *
 * <p>The capability methods say what the fixture can do; all of them default to true, so that a gap is declared.
 */
public abstract class CoordinationContractTest {
    /** For subclasses. */
    protected CoordinationContractTest() {}

    /** A store that can be reached. Called before each test, which closes it. */
    protected abstract CoordinationFixture open();

    /** Whether {@link CoordinationFixture#cut()} and {@link CoordinationFixture#restore()} work; default true. */
    protected boolean canCut() {
        return true;
    }

    /** Whether {@link CoordinationFixture#compact} works; default true. */
    protected boolean canCompact() {
        return true;
    }

    /** Whether {@link CoordinationFixture#expireLeases()} works; default true. */
    protected boolean canExpireLeases() {
        return true;
    }

    /** Whether {@link CoordinationFixture#loseNextAnswer()} works; default true. */
    protected boolean canLoseAnswers() {
        return true;
    }

    /** The shortest lease that the store grants as it is asked for; default 1 second. */
    protected Duration shortestLease() {
        return Duration.ofSeconds(1);
    }

    /** Reading and writing. */
    @Nested
    class Transactions extends TransactionContract {
        Transactions() {
            super(CoordinationContractTest.this);
        }
    }

    /** Watching. */
    @Nested
    class Watches extends WatchContract {
        Watches() {
            super(CoordinationContractTest.this);
        }
    }

    /** Leases. */
    @Nested
    class Leases extends LeaseContract {
        Leases() {
            super(CoordinationContractTest.this);
        }
    }

    /** What happens when the store cannot be reached, or the client is closed. */
    @Nested
    class Failures extends CoordinationFailureContract {
        Failures() {
            super(CoordinationContractTest.this);
        }
    }
}
