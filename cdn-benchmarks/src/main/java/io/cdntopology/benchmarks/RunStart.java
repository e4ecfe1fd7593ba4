package io.cdntopology.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The command {@code docker run} once for each container; those that do not need each other at the same time. */
final class RunStart implements StartWay {
    private final StartPlace place;
    private final String prefix;
    private final PeerContainers containers;

    RunStart(StartPlace place) {
        this.place = place;
        this.prefix = "cdn-bench-start-" + ProcessHandle.current().pid() + "-";
        this.containers = new PeerContainers(place, prefix);
    }

    @Override
    public String name() {
        return "docker run";
    }

    @Override
    public void start() throws IOException, InterruptedException {
        all(List.of(containers.network("edges"), containers.network("coordination"), containers.content()));
        List<List<String>> runs = new ArrayList<>(List.of(containers.etcd(), containers.agent()));
        place.ports().forEach(port -> runs.add(containers.edge(port)));
        all(runs);
    }

    /** Runs commands at the same time. */
    private static void all(List<List<String>> commands) throws IOException, InterruptedException {
        List<Process> processes = new ArrayList<>();
        for (List<String> command : commands) {
            processes.add(new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        }
        for (Process process : processes) {
            if (process.waitFor() != 0) {
                throw new IOException("a command failed, and has said why");
            }
        }
    }

    @Override
    public void close() {
        PeerContainers.remove(prefix);
    }
}
