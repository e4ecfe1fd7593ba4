package io.cdntopology.git;

import java.util.Optional;
import java.util.function.Predicate;

/** Looks through a failure and what it was caused by: JGit, MINA and Java wrap what happened, each in their own way. */
final class Causes {
    private Causes() {}

    /** The first of a type, the failure itself included. */
    static <T extends Throwable> Optional<T> find(Throwable failure, Class<T> type) {
        return first(failure, type::isInstance).map(type::cast);
    }

    /** Whether one of them is such. */
    static boolean any(Throwable failure, Predicate<Throwable> test) {
        return first(failure, test).isPresent();
    }

    /** The first that is such. */
    static Optional<Throwable> first(Throwable failure, Predicate<Throwable> test) {
        for (Throwable e = failure; e != null; e = e.getCause()) {
            if (test.test(e)) {
                return Optional.of(e);
            }
        }
        return Optional.empty();
    }
}
