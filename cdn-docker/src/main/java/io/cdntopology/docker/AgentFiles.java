package io.cdntopology.docker;

import com.github.dockerjava.api.model.Bind;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.spi.AgentOptions;
import io.cdntopology.spi.Blueprint;
import io.cdntopology.topology.ContentLimits;
import io.cdntopology.topology.Encoding;
import io.cdntopology.topology.Retention;
import io.cdntopology.topology.Topology;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What an agent's container runs, and the files that it finds: on a volume of its own, where neither the engine's clients
 * nor other containers see them.
 *
 * @param jar     the agent
 * @param options what it is told besides
 * @param told    what content source and coordination store tell it
 */
record AgentFiles(AgentJar jar, Map<String, String> options, AgentOptions told) {
    /** Everything that the agent keeps is on this volume. */
    static final String HOME = "/cdn-agent";

    /** A user that no image has. */
    static final String USER = "10001:10001";

    /** The number of that user, and of its group. */
    static final int USER_ID = 10_001;

    private static final String CONFIGURATION = "etc/";
    private static final String PROPERTIES = CONFIGURATION + "agent.properties";
    private static final String JAR = CONFIGURATION + "agent.jar";
    private static final String WORK = "work";

    /** With flags like those of docs/AGENT.md, and more heap: a container is not made anew when a site grows. */
    static final List<String> COMMAND = List.of(
            "java",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx96m",
            "-Xss512k",
            "-XX:MaxMetaspaceSize=64m",
            "-XX:ReservedCodeCacheSize=16m",
            "-XX:MaxDirectMemorySize=16m",
            "-XX:+ExitOnOutOfMemoryError",
            "-jar",
            HOME + "/" + JAR,
            "--config=" + HOME + "/" + PROPERTIES);

    static AgentFiles of(Blueprint blueprint, DockerOptions options, DockerHost host, String contentRoot) {
        AgentOptions told = blueprint.agent().get();
        requireReachable(told, host);
        return new AgentFiles(AgentJar.of(options.agentJar()), options(blueprint.topology(), contentRoot), told);
    }

    private static Map<String, String> options(Topology topology, String contentRoot) {
        Retention retention = topology.retention();
        ContentLimits limits = topology.limits();
        Map<String, String> all = new HashMap<>();
        topology.rollout().ifPresent(rollout -> {
            all.put("configuration.root", EdgeView.AGENT_ROOT);
            if (rollout.withContent()) {
                all.put("configuration.with.content", "true");
            }
        });
        if (topology.configuration().siteRules()) {
            all.put("configuration.site.rules", "true");
        }
        all.putAll(Map.of(
                "name", topology.name().value(),
                "host", "docker",
                "content.root", contentRoot,
                "work.directory", HOME + "/" + WORK,
                "retention.releases", String.valueOf(retention.releases()),
                "retention.age", retention.grace().toSeconds() + "s",
                "max.files", String.valueOf(limits.maxFiles()),
                "max.file.bytes", String.valueOf(limits.maxFileBytes()),
                "max.bytes", String.valueOf(limits.maxBytes()),
                "max.depth", String.valueOf(limits.maxDepth())));
        if (limits.allowEmpty()) {
            all.put("allow.empty", "true");
        }
        all.put("encodings", encodings(topology.configuration().encodings()));
        return all;
    }

    private static String encodings(Set<Encoding> encodings) {
        return encodings.isEmpty()
                ? "none"
                : encodings.stream().map(Encoding::token).collect(Collectors.joining(","));
    }

    /** What is on this machine only is not where an agent in a container would look for it. */
    private static void requireReachable(AgentOptions told, DockerHost host) {
        List<Problem> problems = new ArrayList<>();
        for (URI address : told.addresses()) {
            if (DockerAddress.isLoopback(String.valueOf(address.getHost()))) {
                problems.add(new Problem(
                        address.toString(),
                        "in the agent's container that is the container itself",
                        "give a name or an address that other machines reach it by, too"));
            }
        }
        if (!host.address().isThisMachine()) {
            told.directories()
                    .forEach(directory -> problems.add(new Problem(
                            directory.toString(),
                            "it is on this machine, and the engine at " + host + " is on another one",
                            "give the repository's address on a server")));
        }
        if (!problems.isEmpty()) {
            throw CdnException.of(ErrorCode.INVALID_TOPOLOGY, "Describing the network to its agent", problems);
        }
    }

    /** What is mounted besides the content: the agent's own volume, and the directories that it reads. */
    List<Bind> binds(String volume) {
        List<Bind> binds = new ArrayList<>();
        binds.add(Isolation.volume(volume, HOME));
        told.directories().stream()
                .map(Path::toString)
                .map(Isolation::directory)
                .forEach(binds::add);
        return binds;
    }

    /** All that is told, secrets apart: an agent that was told something else is to be replaced. */
    String fingerprint() {
        String agent = Long.toHexString(jar.checksum());
        return ShortHash.of(
                List.of(properties().getBytes(StandardCharsets.UTF_8), agent.getBytes(StandardCharsets.US_ASCII)));
    }

    /** The files below {@link #HOME}, with the secrets as they are now. */
    List<SeedFile> files() {
        List<SeedFile> files = new ArrayList<>();
        files.add(SeedFile.directory(WORK, USER_ID));
        files.add(SeedFile.ofRoot(JAR, jar));
        files.addAll(secrets());
        files.add(SeedFile.ofGroup(PROPERTIES, properties().getBytes(StandardCharsets.UTF_8), USER_ID));
        return files;
    }

    /** Those of the files that are secret, as they are now. */
    List<SeedFile> secrets() {
        return told.files().entrySet().stream()
                .map(file -> SeedFile.ofGroup(
                        CONFIGURATION + file.getKey(), file.getValue().get(), USER_ID))
                .toList();
    }

    private String properties() {
        Map<String, String> all = new TreeMap<>(options);
        all.putAll(told.options());
        told.files().keySet().forEach(option -> all.put(option, HOME + "/" + CONFIGURATION + option));
        return all.entrySet().stream()
                .map(option -> option.getKey() + "=" + escaped(option.getValue()) + "\n")
                .collect(Collectors.joining());
    }

    /** As {@link java.util.Properties} reads it. */
    private static String escaped(String value) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\\') {
                text.append("\\\\");
            } else if (c < ' ' || c > '~' || (c == ' ' && text.isEmpty())) {
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }
}
