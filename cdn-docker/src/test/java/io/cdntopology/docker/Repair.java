package io.cdntopology.docker;

import io.cdntopology.plan.Plan;
import io.cdntopology.plan.Planner;
import io.cdntopology.plan.Step;
import io.cdntopology.spi.PlatformSession;

/** Plans, and takes the steps one by one. */
final class Repair {
    private Repair() {}

    static Plan plan(PlatformSession session) {
        return Planner.plan(session.wanted(), session.observe());
    }

    /** Makes what exists what is wanted. */
    static void repair(PlatformSession session) {
        plan(session).steps().forEach(step -> take(session, step));
    }

    /** Removes everything that is not others'. */
    static void destroy(PlatformSession session) {
        Planner.destruction(session.observe()).steps().forEach(step -> take(session, step));
    }

    private static void take(PlatformSession session, Step step) {
        Runnable taken = step.<Runnable>fold(
                create -> () -> session.create(create.part()),
                start -> () -> session.start(start.part()),
                replace -> () -> {
                    session.remove(replace.part());
                    session.create(replace.part());
                },
                remove -> () -> session.remove(remove.part()));
        taken.run();
    }
}
