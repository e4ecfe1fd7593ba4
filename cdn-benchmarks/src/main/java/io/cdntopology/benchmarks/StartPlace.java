package io.cdntopology.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What all ways of starting have in common.
 *
 * @param site     what is served
 * @param ports    of the edges on 127.0.0.1
 * @param agentJar the agent, for those who have to bring it themselves
 */
record StartPlace(SyntheticSite site, List<Integer> ports, Path agentJar) {
    private static final String AGENT = "/io/cdntopology/agent/cdn-agent-all.jar";

    /** Below those that the system, and the platform, give away. */
    private static final int FIRST_PORT = 15_000;

    private static final int END_OF_PORTS = 20_000;

    static StartPlace prepare(SyntheticSite site, int edges) throws IOException {
        Path jar = site.home().resolve("agent.jar");
        try (InputStream agent = StartPlace.class.getResourceAsStream(AGENT)) {
            if (agent == null) {
                throw new IOException("no agent is on the class path");
            }
            Files.copy(agent, jar);
        }
        return new StartPlace(site, free(edges), jar);
    }

    private static List<Integer> free(int count) {
        List<Integer> ports = new ArrayList<>();
        for (int port = FIRST_PORT; ports.size() < count && port < END_OF_PORTS; port++) {
            if (isFree(port)) {
                ports.add(port);
            }
        }
        return ports;
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return probe.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    /** Where the edges are. */
    List<URI> edges() {
        return ports.stream()
                .map(port -> URI.create("http://127.0.0.1:" + port + "/"))
                .toList();
    }
}
