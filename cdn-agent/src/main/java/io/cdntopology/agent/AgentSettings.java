package io.cdntopology.agent;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.mounts.MountPath;
import io.cdntopology.mounts.MountedSource;
import io.cdntopology.spi.ContentSource;
import io.cdntopology.spi.Coordination;
import io.cdntopology.topology.ContentLimits;
import io.cdntopology.topology.Encoding;
import io.cdntopology.topology.HostId;
import io.cdntopology.topology.Retention;
import io.cdntopology.topology.TopologyName;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an agent is told; valid as a whole, and without secrets when it is printed.
 *
 * @param name          the name of the network
 * @param host          the name of the host
 * @param contentRoot   the directory that servers read; absolute
 * @param workDirectory what the agent keeps for itself; absolute, outside of the content root
 * @param source        where commits are fetched from
 * @param configuration the configuration of servers, if it comes from a repository
 * @param coordination  who coordinates
 * @param retention     which releases stay
 * @param limits        how large a release may be
 * @param encodings     in what files are kept besides
 * @param health        where it answers how it is
 * @param exec          what is run for each release, if anything is
 */
record AgentSettings(
        TopologyName name,
        HostId host,
        Path contentRoot,
        Path workDirectory,
        ContentSource source,
        Optional<ConfigurationSettings> configuration,
        Coordination coordination,
        Retention retention,
        ContentLimits limits,
        List<Encoding> encodings,
        InetSocketAddress health,
        Optional<ExecSettings> exec) {
    private static final String NAME_FIX = "give 1 to 40 of a-z, 0-9 and -, starting with a letter";
    private static final String WORK_DIRECTORY = "/var/lib/cdn-agent";
    private static final String HEALTH_ADDRESS = "127.0.0.1:8081";

    /**
     * Reads them.
     *
     * @param flags       the arguments of the command line
     * @param environment the environment
     * @param found       what is wrong already, for example an unknown argument
     * @throws CdnException with {@code INVALID_ARGUMENT} naming everything that is wrong
     */
    static AgentSettings read(Map<NamedOption, String> flags, Map<String, String> environment, List<Problem> found) {
        List<Problem> problems = new ArrayList<>(found);
        OptionReader options = new OptionReader(OptionValues.of(flags, environment, problems), problems);
        Optional<TopologyName> name = options.required(AgentOption.NAME, TopologyName::new, NAME_FIX);
        Optional<HostId> host = host(options, environment);
        Optional<Path> contentRoot =
                options.required(AgentOption.CONTENT_ROOT, ValueText::path, "give the directory that servers read");
        Optional<Path> workDirectory = workDirectory(options, contentRoot);
        Optional<ContentSource> source = SourceSettings.CONTENT.read(options);
        Map<MountPath, ContentSource> mounts = MountSettings.read(options);
        Optional<ConfigurationSettings> configuration = ConfigurationSettings.read(options);
        Optional<Coordination> coordination = CoordinationSettings.read(options);
        Retention retention = retention(options);
        ContentLimits limits = limits(options);
        Optional<List<Encoding>> encodings =
                options.optional(AgentOption.ENCODINGS, ValueText::encodings, ValueText.ENCODINGS_FIX);
        Optional<InetSocketAddress> health =
                options.optional(AgentOption.HEALTH_ADDRESS, ValueText::address, "give HOST:PORT, as 0.0.0.0:8081");
        Optional<ExecSettings> exec = ExecSettings.read(options);
        if (!problems.isEmpty()) {
            throw CdnException.of(ErrorCode.INVALID_ARGUMENT, "Reading the options", problems);
        }
        return new AgentSettings(
                name.orElseThrow(),
                host.orElseThrow(),
                contentRoot.orElseThrow(),
                workDirectory.orElseThrow(),
                MountedSource.of(source.orElseThrow(), mounts),
                configuration,
                coordination.orElseThrow(),
                retention,
                limits,
                encodings.orElse(List.of(Encoding.values())),
                health.orElseGet(() -> ValueText.address(HEALTH_ADDRESS)),
                exec);
    }

    private static Optional<HostId> host(OptionReader options, Map<String, String> environment) {
        if (options.has(AgentOption.HOST)) {
            return options.optional(AgentOption.HOST, HostId::new, NAME_FIX);
        }
        Optional<HostId> host = HostName.ofThisMachine(environment);
        if (host.isEmpty()) {
            options.reject(AgentOption.HOST, "this machine has no name to take instead", NAME_FIX);
        }
        return host;
    }

    private static Optional<Path> workDirectory(OptionReader options, Optional<Path> contentRoot) {
        Optional<Path> directory = options.has(AgentOption.WORK_DIRECTORY)
                ? options.optional(AgentOption.WORK_DIRECTORY, ValueText::path, "give a directory")
                : Optional.of(ValueText.path(WORK_DIRECTORY));
        if (directory.isPresent()
                && contentRoot.filter(directory.get()::startsWith).isPresent()) {
            options.reject(
                    AgentOption.WORK_DIRECTORY,
                    "'" + directory.get() + "' is in the content root, which is served",
                    "give a directory outside of it");
        }
        return directory;
    }

    private static Retention retention(OptionReader options) {
        Optional<Integer> releases =
                options.optional(AgentOption.RETENTION_RELEASES, ValueText::smallCount, "give 1 or more");
        Optional<Duration> age = options.optional(
                AgentOption.RETENTION_AGE, text -> ValueText.duration(text, Duration.ZERO), ValueText.DURATION_FIX);
        return new Retention(releases.orElse(Retention.DEFAULT.releases()), age.orElse(Retention.DEFAULT.grace()));
    }

    private static ContentLimits limits(OptionReader options) {
        ContentLimits defaults = ContentLimits.DEFAULT;
        String count = "give 1 or more";
        return new ContentLimits(
                options.optional(AgentOption.MAX_FILES, ValueText::count, count).orElse(defaults.maxFiles()),
                options.optional(AgentOption.MAX_FILE_BYTES, ValueText::bytes, ValueText.BYTES_FIX)
                        .orElse(defaults.maxFileBytes()),
                options.optional(AgentOption.MAX_BYTES, ValueText::bytes, ValueText.BYTES_FIX)
                        .orElse(defaults.maxBytes()),
                options.optional(AgentOption.MAX_DEPTH, ValueText::smallCount, count)
                        .orElse(defaults.maxDepth()),
                options.optional(AgentOption.ALLOW_EMPTY, ValueText::flag, "give true or false")
                        .orElse(defaults.allowEmpty()));
    }
}
