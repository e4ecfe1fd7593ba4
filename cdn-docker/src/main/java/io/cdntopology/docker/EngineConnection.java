package io.cdntopology.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.api.model.Version;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The connection to an engine: every call names the version of the API that was agreed on, and ends in time.
 *
 * <p>Calls and what lasts (events, logs, pulls) go by clients of their own: what lasts would use up the connections of
 * calls, and the time of calls would end what lasts. Thread-safe; calls block.
 *
 * <p>Failures are {@link CdnException}s: {@code ENGINE_UNREACHABLE} if the engine does not answer, or failed itself,
 * {@code ENGINE_REFUSED} if it refuses, {@code CONFLICT} if what exists is in the way, {@code CLOSED},
 * {@code INTERRUPTED}. Their cause is what docker-java threw.
 */
final class EngineConnection implements AutoCloseable {
    /** How long one call may take, unless told otherwise. */
    static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

    private static final Duration MIN_TIMEOUT = Duration.ofMillis(100);
    private static final Duration MAX_TIMEOUT = Duration.ofDays(1);
    private static final String OPENING = "Opening the Docker engine";

    private final DockerHost host;
    private final Duration timeout;
    private final EngineCalls calls;
    private final StreamClients streams;
    private final EngineFacts facts;

    private EngineConnection(
            DockerHost host, Duration timeout, EngineCalls calls, StreamClients streams, EngineFacts facts) {
        this.host = host;
        this.timeout = timeout;
        this.calls = calls;
        this.streams = streams;
        this.facts = facts;
    }

    /**
     * Opens a connection: agrees on a version, and reads what is known of the engine.
     *
     * @param timeout how long one call may take, 100 milliseconds to 1 day; opening makes two
     * @throws CdnException with {@code INVALID_ARGUMENT} if the timeout is out of range, or the host is to be spoken to in
     *     a way that would expose it; {@code ENGINE_REFUSED} if its version is too old or too new, or a certificate
     *     cannot be used; {@code ENGINE_UNREACHABLE}
     */
    static EngineConnection open(DockerHost host, Duration timeout) {
        if (timeout.compareTo(MIN_TIMEOUT) < 0 || timeout.compareTo(MAX_TIMEOUT) > 0) {
            throw CdnException.of(
                    ErrorCode.INVALID_ARGUMENT,
                    DockerAddress.ATTEMPTED,
                    new Problem("timeout", timeout + " is out of range", "give 100 milliseconds to 1 day"));
        }
        host.requireSafe();
        EngineTransport transport = new EngineTransport(
                host.address().uri(),
                host.certificates().map(directory -> new EngineTls(directory, OPENING).context()),
                timeout);
        EngineFailures failures = new EngineFailures(host);
        ApiVersion version = agree(transport, failures, timeout);
        EngineCalls calls = new EngineCalls(() -> transport.control(version), failures, timeout);
        try {
            EngineFacts facts =
                    calls.repeatable(OPENING, client -> facts(client.infoCmd().exec(), version, failures));
            StreamClients streams = new StreamClients(() -> transport.streams(version));
            return new EngineConnection(host, timeout, calls, streams, facts);
        } catch (RuntimeException e) {
            calls.close();
            throw e;
        }
    }

    /** The version to speak, from what the engine says on the one path that names none. */
    private static ApiVersion agree(EngineTransport transport, EngineFailures failures, Duration timeout) {
        try (EngineCalls calls = new EngineCalls(transport::unversioned, failures, timeout)) {
            return calls.repeatable(
                    OPENING, client -> agreed(client.versionCmd().exec(), failures));
        }
    }

    private static ApiVersion agreed(@Nullable Version reported, EngineFailures failures) {
        ApiVersion newest = version(reported == null ? null : reported.getApiVersion())
                .orElseThrow(() -> failures.noEngine(OPENING, null));
        // Engines that speak all versions do not name an oldest one.
        ApiVersion oldest =
                version(reported == null ? null : reported.getMinAPIVersion()).orElse(ApiVersion.OLDEST);
        if (newest.isOlderThan(ApiVersion.OLDEST)) {
            throw failures.version(
                    OPENING,
                    "the engine is too old: it speaks version " + newest + " of its API at most, and "
                            + ApiVersion.OLDEST + " is needed",
                    "update it to Docker 20.10 or newer");
        }
        if (ApiVersion.NEWEST.isOlderThan(oldest)) {
            throw failures.version(
                    OPENING,
                    "the engine is too new: it speaks version " + oldest + " of its API at least, and this library "
                            + ApiVersion.NEWEST + " at most",
                    "update this library; until then set DOCKER_MIN_API_VERSION=" + ApiVersion.NEWEST
                            + " for the engine, if it takes that");
        }
        return newest.isOlderThan(ApiVersion.NEWEST) ? newest : ApiVersion.NEWEST;
    }

    private static Optional<ApiVersion> version(@Nullable String reported) {
        return Optional.ofNullable(reported).flatMap(ApiVersion::parse);
    }

    private static EngineFacts facts(@Nullable Info info, ApiVersion version, EngineFailures failures) {
        if (info == null) {
            throw failures.noEngine(OPENING, null);
        }
        List<List<String>> storage =
                Optional.ofNullable(info.getDriverStatuses()).orElse(List.of());
        return new EngineFacts(
                text(info.getId()),
                text(info.getName()),
                text(info.getServerVersion()),
                version.toString(),
                StorageDriver.reported(text(info.getDriver()), storage),
                cgroupVersion(info),
                text(info.getArchitecture()),
                text(info.getOperatingSystem()),
                text(info.getKernelVersion()));
    }

    private static int cgroupVersion(Info info) {
        return switch (String.valueOf(info.getRawValues().get("CgroupVersion"))) {
            case "1" -> 1;
            case "2" -> 2;
            default -> 0;
        };
    }

    private static String text(@Nullable String reported) {
        return reported == null ? "" : reported;
    }

    DockerHost host() {
        return host;
    }

    EngineFacts facts() {
        return facts;
    }

    /** How long one call may take. */
    Duration timeout() {
        return timeout;
    }

    /** For what lasts; nothing bounds the time of what is done with it. */
    DockerClient streams() {
        return streams.shared();
    }

    /**
     * Does something that lasts, with a client of its own that is closed when it returns or throws: that ends whatever is
     * still going on with it, even if the engine has not begun to answer.
     *
     * @param attempted what is attempted, for reports
     * @throws CdnException with {@code CLOSED} if this is closed before it returns
     */
    <T> T stream(String attempted, Function<DockerClient, T> work) {
        EngineFailures failures = failures();
        DockerClient client = streams.open().orElseThrow(() -> failures.closed(attempted));
        try {
            return work.apply(client);
        } catch (RuntimeException e) {
            throw streams.isClosed() ? failures.closed(attempted) : e;
        } finally {
            streams.close(client);
        }
    }

    /** What failures of the engine mean. */
    EngineFailures failures() {
        return new EngineFailures(host);
    }

    /**
     * Makes a call. After {@code ENGINE_UNREACHABLE} it is not known whether the engine did what it was told.
     *
     * @param attempted what is attempted, for reports, as a sentence begins: {@code Creating edge eu-1}
     */
    <T> T call(String attempted, Function<DockerClient, T> call) {
        return calls.once(attempted, call);
    }

    /**
     * Makes a call that can be made twice: it only reads, or changes nothing the second time. It is made once more if its
     * connection breaks, within the same time.
     */
    <T> T callRepeatable(String attempted, Function<DockerClient, T> call) {
        return calls.repeatable(attempted, call);
    }

    /**
     * Begins a call as {@link #callRepeatable} makes one, so that others can be made at the same time.
     *
     * @return to be closed; asked for its answer it fails as the call does
     */
    <T> EngineCalls.Begun<T> begin(String attempted, Function<DockerClient, T> call) {
        return calls.begin(attempted, call);
    }

    /** Tells the first process of a container to read its settings again. What comes of it is for the caller to see. */
    void reload(String attempted, String container) {
        callRepeatable(attempted, client -> {
            client.killContainerCmd(container).withSignal("HUP").exec();
            return true;
        });
    }

    /**
     * Waits before the engine, or what it runs, is looked at again.
     *
     * @throws CdnException with {@code INTERRUPTED}
     */
    void pause(String attempted, Duration pause) {
        try {
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failures().interrupted(attempted, e);
        }
    }

    /** Ends all calls, which fail with {@code CLOSED}, and what lasts. Idempotent. */
    @Override
    public void close() {
        calls.close();
        streams.close();
    }

    /** The host. */
    @Override
    public String toString() {
        return host.toString();
    }
}
