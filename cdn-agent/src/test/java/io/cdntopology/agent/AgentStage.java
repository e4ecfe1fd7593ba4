package io.cdntopology.agent;

import io.cdntopology.Cdn;
import io.cdntopology.CdnTopology;
import io.cdntopology.embedded.Embedded;
import io.cdntopology.etcd.Etcd;
import io.cdntopology.git.Git;
import io.cdntopology.release.CommitId;
import io.cdntopology.store.LiveRelease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an agent works with: an etcd, a git repository, a content root, and an application that publishes. */
final class AgentStage implements AutoCloseable {
    static final String NAME = "docs";
    static final String HOST = "eu-1";

    final Path directory;
    final Path contentRoot;
    final Path workDirectory;
    final EtcdServer etcd;
    final SiteOrigin origin;
    private final List<AgentProcess> agents = new ArrayList<>();

    AgentStage(Path directory) throws IOException, InterruptedException {
        this.directory = directory;
        this.contentRoot = directory.resolve("www");
        this.workDirectory = directory.resolve("work");
        this.etcd = new EtcdServer(directory);
        this.origin = SiteOrigin.create(directory.resolve("origin.git"));
    }

    /** An application that publishes only when it is told to. */
    Cdn application() {
        return CdnTopology.builder()
                .name(NAME)
                .content(Git.repository(origin.repository()).pollInterval(Duration.ofHours(1)))
                .coordination(Etcd.endpoints(etcd.endpoint()))
                .platform(Embedded.platform(directory.resolve("application")))
                .edge("local")
                .build()
                .start();
    }

    /** Starts an agent; options given here, {@code --name=value} each, replace those that it needs. */
    AgentProcess agent(String... more) throws IOException {
        return agent(Map.of(), more);
    }

    AgentProcess agent(Map<String, String> environment, String... more) throws IOException {
        Map<String, String> arguments = new LinkedHashMap<>();
        arguments.put("--name", NAME);
        arguments.put("--host", HOST);
        arguments.put("--content-root", contentRoot.toString());
        arguments.put("--work-directory", workDirectory.toString());
        arguments.put("--etcd-endpoints", etcd.endpoint());
        arguments.put("--git-url", origin.repository().toString());
        for (String argument : more) {
            String[] parts = argument.split("=", 2);
            arguments.put(parts[0], parts[1]);
        }
        AgentProcess agent = AgentProcess.start(directory.resolve("agent.log"), environment, arguments);
        agents.add(agent);
        return agent;
    }

    /** What a server would send. */
    String served() throws IOException {
        return Files.readString(LiveRelease.served(contentRoot).resolve("index.html"));
    }

    /** Makes a commit the wanted one, as a publisher that has checked it does. */
    void want(CommitId commit, int sequence) throws IOException, InterruptedException {
        etcd.control(
                "put",
                "/cdn/" + NAME + "/desired/content",
                "{\"version\":\"1\",\"commit\":\"" + commit + "\",\"tree\":\"" + origin.treeOf(commit)
                        + "\",\"source\":\"test\",\"by\":\"test\",\"reason\":\"test\",\"at\":\"2026-01-01T00:00:00Z\","
                        + "\"sequence\":\"" + sequence + "\"}");
    }

    @Override
    public void close() {
        agents.forEach(AgentProcess::close);
        etcd.close();
    }
}
