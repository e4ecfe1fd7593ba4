package io.cdntopology.docker;

import com.github.dockerjava.api.model.Container;
import java.util.Optional;

/**
 * Whether a container runs, as its engine lists it.
 *
 * @param state  such as {@code running}
 * @param status for people, such as {@code Exited (137) 3 seconds ago}
 */
record RunState(String state, String status) {
    static RunState of(Container listed) {
        return new RunState(String.valueOf(listed.getState()), String.valueOf(listed.getStatus()));
    }

    boolean isRunning() {
        return state.equals("running");
    }

    /** Why it does not do its work; empty if it runs. */
    Optional<String> fault() {
        return switch (state) {
            case "running" -> Optional.empty();
            case "created" -> Optional.of("it was never started");
            case "paused" -> Optional.of("it is paused");
            case "restarting" -> Optional.of("it ends as soon as it is started");
            case "exited" -> Optional.of("it has ended" + exit());
            default -> Optional.of("it is " + state);
        };
    }

    /** Without the time, which would be another one at each look. */
    private String exit() {
        int from = status.indexOf('(');
        int to = status.indexOf(')');
        return from >= 0 && to > from ? " with status " + status.substring(from + 1, to) : "";
    }
}
