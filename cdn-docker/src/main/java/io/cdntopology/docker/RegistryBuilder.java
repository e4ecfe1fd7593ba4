package io.cdntopology.docker;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.topology.TopologyName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Describes a registry; {@link Registry#behindBasicAuth} begins. Options that take one value throw {@link CdnException} with
 * {@code OPTION_SET_TWICE} when they are set again. Not thread-safe.
 */
public final class RegistryBuilder {
    private static final String ATTEMPTED = "Describing a registry";
    private static final String DEFAULT_ADDRESS = "127.0.0.1";
    private static final int DEFAULT_PORT = 5443;
    private static final int MAX_PORT = 65_535;
    private static final Duration DEFAULT_START_TIMEOUT = Duration.ofMinutes(1);
    private static final Duration MAX_TIMEOUT = Duration.ofDays(1);
    private static final ImageReference ANY_IMAGE = ImageReference.parse(OfficialImages.REGISTRY);
    private static final RegistryCertificate NO_CERTIFICATE = RegistryCertificate.of(Path.of(""), Path.of(""));
    private static final Pattern IPV4 = Pattern.compile("([0-9]{1,3}\\.){3}[0-9]{1,3}");

    private final DockerHost host;
    private final TopologyName name;
    private final Option<String> image = new Option<>("image");
    private final Option<String> proxyImage = new Option<>("proxyImage");
    private final Option<String> address = new Option<>("address");
    private final Option<Integer> port = new Option<>("port");
    private final Option<RegistryCertificate> certificate = new Option<>("certificate");
    private final Option<RegistryCredentials> credentials = new Option<>("credentials");
    private final Option<Duration> startTimeout = new Option<>("startTimeout");
    private final Map<String, Secret> users = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    RegistryBuilder(DockerHost host, TopologyName name) {
        this.host = Objects.requireNonNull(host, "host");
        this.name = Objects.requireNonNull(name, "name");
    }

    /**
     * The image of the registry: any that has the command {@code registry serve FILE}, of version 2 or 3 of the
     * distribution registry. Default: {@code registry:2.8.3} of Docker Hub, by its digest.
     */
    public RegistryBuilder image(String image) {
        this.image.set(image);
        return this;
    }

    /** The image of the proxy: any with nginx 1.20 or newer. Default: the official {@code nginx:1.30.5}, by its digest. */
    public RegistryBuilder proxyImage(String image) {
        this.proxyImage.set(image);
        return this;
    }

    /**
     * The address of the engine's machine that the proxy is published on. Default: {@code 127.0.0.1}, which is reached from
     * that machine only.
     *
     * @param ip an IPv4 address; {@code 0.0.0.0} is all
     */
    public RegistryBuilder address(String ip) {
        this.address.set(ip);
        return this;
    }

    /** The port that the proxy is published on, 1 to 65535. Default: 5443. */
    public RegistryBuilder port(int port) {
        this.port.set(port);
        return this;
    }

    /**
     * What the registry proves by which one it is. No default. The files are read at each start.
     *
     * @param chain PEM with its certificate, then those of authorities in between; it has to name the address or host name
     *     that it is reached by
     * @param key   PEM with the private key of the certificate, not encrypted
     */
    public RegistryBuilder certificate(Path chain, Path key) {
        certificate.set(RegistryCertificate.of(chain, key));
        return this;
    }

    /**
     * Adds a user, who may pull and push. At least one is needed; the first is the one that {@link Registry#push} is.
     *
     * @param user         1 to 255 characters, no colon and no control characters
     * @param passwordFile holds the password, at most 255 bytes; it is read at each start and push, and the end of its last
     *     line is not part of it
     */
    public RegistryBuilder user(String user, Path passwordFile) {
        return user(user, Secret.in(passwordFile));
    }

    /**
     * Adds a user, who may pull and push. At least one is needed; the first is the one that {@link Registry#push} is.
     *
     * @param user     1 to 255 characters, no colon and no control characters
     * @param password gives the password, at most 255 bytes, at each start and push; what it throws ends that
     */
    public RegistryBuilder user(String user, Supplier<String> password) {
        return user(user, Secret.from("the password of user '" + user + "'", password));
    }

    private RegistryBuilder user(String user, Secret password) {
        if (users.putIfAbsent(user, password) != null) {
            throw CdnException.of(
                    ErrorCode.OPTION_SET_TWICE,
                    ATTEMPTED,
                    new Problem("user", "'" + user + "' has a password already", "give each user one"));
        }
        return this;
    }

    /** Who pulls the two images, if the engine does not have them. Default: {@link RegistryCredentials#none()}. */
    public RegistryBuilder credentials(RegistryCredentials credentials) {
        this.credentials.set(credentials);
        return this;
    }

    /** How long the registry may take to answer after it was started, up to 1 day. Default: 1 minute. */
    public RegistryBuilder startTimeout(Duration timeout) {
        this.startTimeout.set(timeout);
        return this;
    }

    /**
     * Opens the connection to the engine; nothing is started.
     *
     * @throws CdnException with {@code INVALID_ARGUMENT}, naming all that is wrong with the description, or if the engine is
     *     to be spoken to in a way that would expose it; with {@code ENGINE_UNREACHABLE} or {@code ENGINE_REFUSED}
     */
    public Registry open() {
        RegistrySettings settings = settings();
        EngineConnection engine = EngineConnection.open(host, EngineConnection.DEFAULT_TIMEOUT);
        RegistryCredentials others = credentials.value().orElseGet(RegistryCredentials::none);
        return new Registry(
                settings,
                engine,
                new Images(engine, others, TransferLimits.DEFAULT, TransferListener.SILENT),
                new Images(engine, settings.credentials(), TransferLimits.DEFAULT, TransferListener.SILENT));
    }

    RegistrySettings settings() {
        problems.clear();
        Optional<ImageReference> validImage = image(image, OfficialImages.REGISTRY);
        Optional<ImageReference> validProxyImage = image(proxyImage, OfficialImages.NGINX);
        Map<RegistryUser, Secret> validUsers = validUsers();
        RegistrySettings settings = new RegistrySettings(
                name,
                address.value().orElse(DEFAULT_ADDRESS),
                port.value().orElse(DEFAULT_PORT),
                validImage.orElse(ANY_IMAGE),
                validProxyImage.orElse(ANY_IMAGE),
                validUsers,
                certificate.value().orElse(NO_CERTIFICATE),
                startTimeout.value().orElse(DEFAULT_START_TIMEOUT));
        check(settings);
        if (!problems.isEmpty()) {
            throw CdnException.of(ErrorCode.INVALID_ARGUMENT, ATTEMPTED, problems);
        }
        return settings;
    }

    private void check(RegistrySettings settings) {
        int givenPort = settings.port();
        Duration timeout = settings.startTimeout();
        require(
                IPV4.matcher(settings.address()).matches(),
                "address",
                "'" + settings.address() + "' is no IPv4 address",
                "give one, such as 127.0.0.1");
        require(
                givenPort > 0 && givenPort <= MAX_PORT,
                "port",
                givenPort + " is out of range",
                "give 1 to " + MAX_PORT);
        require(certificate.value().isPresent(), "certificate", "it is missing", "give certificate(chain, key)");
        require(
                !timeout.isNegative() && timeout.compareTo(MAX_TIMEOUT) <= 0,
                "startTimeout",
                timeout + " is out of range",
                "give up to " + MAX_TIMEOUT);
    }

    private Map<RegistryUser, Secret> validUsers() {
        require(!users.isEmpty(), "user", "there is none, so nobody could use it", "give at least one");
        Map<RegistryUser, Secret> valid = new LinkedHashMap<>();
        users.forEach((user, password) ->
                collect("user", () -> new RegistryUser(user)).ifPresent(checked -> valid.put(checked, password)));
        return valid;
    }

    private Optional<ImageReference> image(Option<String> option, String otherwise) {
        return collect(option.name, () -> ImageReference.parse(option.value().orElse(otherwise)));
    }

    private <T> Optional<T> collect(String option, Supplier<T> value) {
        try {
            return Optional.of(value.get());
        } catch (CdnException e) {
            e.problems().forEach(problem -> problems.add(new Problem(option, problem.why(), problem.fix())));
            return Optional.empty();
        }
    }

    private void require(boolean met, String option, String why, String fix) {
        if (!met) {
            problems.add(new Problem(option, why, fix));
        }
    }

    /** A value that is set once. */
    private static final class Option<T> {
        private final String name;
        private @Nullable T value;

        Option(String name) {
            this.name = name;
        }

        void set(T given) {
            if (value != null) {
                throw CdnException.of(
                        ErrorCode.OPTION_SET_TWICE,
                        ATTEMPTED,
                        new Problem(name, "it is '" + value + "' already", "set it once"));
            }
            value = Objects.requireNonNull(given, name);
        }

        Optional<T> value() {
            return Optional.ofNullable(value);
        }
    }
}
