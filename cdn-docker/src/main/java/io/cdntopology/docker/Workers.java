package io.cdntopology.docker;

import com.github.dockerjava.api.command.TopContainerCmd;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The processes of an nginx that take connections; those that only end what they have begun are none. */
final class Workers {
    private static final String WORKER = "nginx: worker process";
    private static final String ENDING = "shutting down";

    private Workers() {}

    /** Their numbers on the engine's machine. */
    static Set<String> of(EngineConnection engine, String attempted, String container) {
        return engine.callRepeatable(attempted, client -> {
            TopContainerCmd command = client.topContainerCmd(container).withPsArgs("-eo pid,args");
            Set<String> workers = new HashSet<>();
            for (String[] process : command.exec().getProcesses()) {
                String what = String.join(" ", List.of(process).subList(1, process.length));
                if (what.startsWith(WORKER) && !what.contains(ENDING)) {
                    workers.add(process[0]);
                }
            }
            return workers;
        });
    }
}
