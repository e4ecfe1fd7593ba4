package io.cdntopology.etcd;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.spi.AgentOptions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The options of an {@link EtcdCoordination} that were set; their names in messages are those of its methods.
 *
 * @param timeout   how long a call may take
 * @param trust     the file with the authorities that members' certificates are checked by
 * @param identity  what this client shows of itself in TLS
 * @param user      who this client is to etcd
 * @param namespace what all keys are below
 */
record EtcdOptions(
        Optional<Duration> timeout,
        Optional<Path> trust,
        Optional<TlsIdentity> identity,
        Optional<EtcdUser> user,
        Optional<String> namespace) {
    static final String ATTEMPTED = "Describing etcd";
    static final EtcdOptions NONE =
            new EtcdOptions(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    private static final String FOR_AGENT = "Describing etcd to an agent";
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration MIN_TIMEOUT = Duration.ofMillis(100);
    private static final Duration MAX_TIMEOUT = Duration.ofDays(1);
    private static final int MAX_NAMESPACE_LENGTH = 256;
    private static final Pattern NAMESPACE = Pattern.compile("(/[!-.0-~]+)+");

    EtcdOptions withTimeout(Duration value) {
        requireUnset("timeout", timeout);
        if (value.compareTo(MIN_TIMEOUT) < 0 || value.compareTo(MAX_TIMEOUT) > 0) {
            throw invalid("timeout", value + " is out of range", "give 100 milliseconds to 1 day");
        }
        return new EtcdOptions(Optional.of(value), trust, identity, user, namespace);
    }

    EtcdOptions withTrust(Path value) {
        requireUnset("trust", trust);
        return new EtcdOptions(timeout, Optional.of(value), identity, user, namespace);
    }

    EtcdOptions withIdentity(TlsIdentity value) {
        requireUnset("clientCertificate", identity.map(TlsIdentity::certificateChain));
        return new EtcdOptions(timeout, trust, Optional.of(value), user, namespace);
    }

    EtcdOptions withUser(EtcdUser value) {
        requireUnset("user", user.map(EtcdUser::name));
        if (value.name().isEmpty()) {
            throw invalid("user", "its name is empty", "give the name of a user of etcd");
        }
        return new EtcdOptions(timeout, trust, identity, Optional.of(value), namespace);
    }

    EtcdOptions withNamespace(String value) {
        requireUnset("namespace", namespace);
        if (value.length() > MAX_NAMESPACE_LENGTH || !NAMESPACE.matcher(value).matches()) {
            throw invalid(
                    "namespace",
                    "'" + value + "' is no namespace",
                    "write /name or /name/name, printable ASCII without spaces, at most " + MAX_NAMESPACE_LENGTH
                            + " characters");
        }
        return new EtcdOptions(timeout, trust, identity, user, Optional.of(value));
    }

    Duration deadline() {
        return timeout.orElse(DEFAULT_TIMEOUT);
    }

    /** What an agent is told to use the same etcd in the same way. */
    AgentOptions forAgent(List<URI> endpoints) {
        Map<String, String> told = new HashMap<>();
        Map<String, Supplier<byte[]>> files = new HashMap<>();
        told.put("etcd.endpoints", endpoints.stream().map(URI::toString).collect(Collectors.joining(",")));
        timeout.ifPresent(value -> told.put("etcd.timeout", value.toMillis() + "ms"));
        namespace.ifPresent(value -> told.put("etcd.namespace", value));
        trust.ifPresent(file -> files.put("etcd.trust", bytes(file)));
        identity.ifPresent(shown -> {
            files.put("etcd.client.certificate", bytes(shown.certificateChain()));
            files.put("etcd.client.key", bytes(shown.privateKey()));
        });
        user.ifPresent(value -> {
            told.put("etcd.user", value.name());
            files.put(
                    "etcd.password.file", () -> value.password().read(FOR_AGENT).getBytes(StandardCharsets.UTF_8));
        });
        return new AgentOptions(told, files, List.of(), endpoints);
    }

    private static Supplier<byte[]> bytes(Path file) {
        return () -> new SecretFile(FOR_AGENT, file).bytes();
    }

    static void requireUnset(String option, Optional<?> first) {
        if (first.isPresent()) {
            throw CdnException.of(
                    ErrorCode.OPTION_SET_TWICE,
                    ATTEMPTED,
                    new Problem(option, "it is " + first.get() + " already", "set it once"));
        }
    }

    static CdnException invalid(String option, String why, String fix) {
        return CdnException.of(ErrorCode.INVALID_ARGUMENT, ATTEMPTED, new Problem(option, why, fix));
    }
}
