package io.cdntopology.etcd;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.spi.AgentOptions;
import io.cdntopology.spi.Coordination;
import io.cdntopology.spi.CoordinationClient;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * An etcd cluster that is there already.
 *
 * <p>Immutable: each option returns a new description. An option takes one value; setting it a second time throws
 * {@link CdnException} with {@code OPTION_SET_TWICE}, and a value outside its range one with {@code INVALID_ARGUMENT}.
 *
 * <p>Files and suppliers are read when a client connects, and again at each new connection, which follows each failure
 * of an old one: what was rotated is taken without a restart. A connection is one to all members; a member that comes
 * back while others answer is met with what was read before. One that cannot be used is a {@code COORDINATION_REFUSED}
 * of {@link #connect()}, or of the call that needed the new connection, and names the file, never its content.
 *
 * <p>jetcd logs calls that did not reach etcd, or whose token had ended, at level WARN, two lines each, by loggers below
 * {@code io.etcd.jetcd.impl}, and offers no way to change that. What failed is reported by this library as well: set that
 * logger to ERROR if one report is enough. A refusal, such as that of a full database, it does not log.
 */
public final class EtcdCoordination implements Coordination {
    private static final Set<String> SCHEMES = Set.of("http", "https");

    private final List<URI> endpoints;
    private final EtcdOptions options;

    private EtcdCoordination(List<URI> endpoints, EtcdOptions options) {
        this.endpoints = List.copyOf(endpoints);
        this.options = options;
    }

    static EtcdCoordination of(List<String> urls) {
        List<URI> endpoints = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (int i = 0; i < urls.size(); i++) {
            try {
                endpoints.add(endpoint(urls.get(i)));
            } catch (URISyntaxException e) {
                // Not what was given: it may hold a password.
                problems.add(new Problem(
                        "endpoints[" + i + "]",
                        e.getReason(),
                        "give http://host:port or https://host:port, nothing else in it"));
            }
        }
        if (urls.isEmpty()) {
            problems.add(new Problem("endpoints", "there is none", "give the URL of at least one member"));
        }
        if (endpoints.stream().map(URI::getScheme).distinct().count() > 1) {
            problems.add(new Problem("endpoints", "some are http, others https", "give all with one scheme"));
        }
        if (!problems.isEmpty()) {
            throw CdnException.of(ErrorCode.INVALID_ARGUMENT, EtcdOptions.ATTEMPTED, problems);
        }
        return new EtcdCoordination(endpoints, EtcdOptions.NONE);
    }

    private static URI endpoint(String url) throws URISyntaxException {
        URI parsed = new URI(url);
        boolean plain = parsed.getUserInfo() == null
                && (parsed.getPath() == null
                        || parsed.getPath().isEmpty()
                        || parsed.getPath().equals("/"))
                && parsed.getQuery() == null
                && parsed.getFragment() == null;
        if (parsed.getScheme() == null
                || !SCHEMES.contains(parsed.getScheme())
                || parsed.getHost() == null
                || parsed.getPort() < 1
                || !plain) {
            throw new URISyntaxException("", "it is no URL of an etcd member");
        }
        return new URI(parsed.getScheme() + "://" + parsed.getHost() + ":" + parsed.getPort());
    }

    /**
     * How long one call may take, 100 milliseconds to 1 day. Default: 5 seconds.
     *
     * <p>A call that etcd turned away because the token of this client had ended is made once more, with the same time.
     */
    public EtcdCoordination timeout(Duration deadline) {
        return new EtcdCoordination(endpoints, options.withTimeout(deadline));
    }

    /**
     * Whom to believe that a certificate of etcd is genuine. Default: the authorities that the JVM trusts.
     *
     * <p>A member's certificate has to name the host of the URL that it is reached by, as a DNS name or an IP address
     * among its subject alternative names. Each member is checked by its own URL: a certificate for each is as good as
     * one that names all.
     *
     * @param authorities a file with one or more certificates of authorities, in PEM; replaces the JVM's
     * @throws CdnException with {@code INVALID_ARGUMENT} if the endpoints are http
     */
    public EtcdCoordination trust(Path authorities) {
        requireTls("trust");
        return new EtcdCoordination(endpoints, options.withTrust(authorities));
    }

    /**
     * The certificate that this client shows to etcd, which asks for one if it runs with {@code --client-cert-auth}.
     * Default: none.
     *
     * <p>If etcd has authentication enabled and no {@link #user(String, Path)} is given here, etcd takes the common name
     * of the certificate for the name of the user.
     *
     * @param certificateChain a file with the certificate, then those between it and the authority, in PEM
     * @param privateKey       a file with its key, in PEM, PKCS#8, not encrypted; RSA, EC or Ed25519
     * @throws CdnException with {@code INVALID_ARGUMENT} if the endpoints are http
     */
    public EtcdCoordination clientCertificate(Path certificateChain, Path privateKey) {
        requireTls("clientCertificate");
        return new EtcdCoordination(endpoints, options.withIdentity(new TlsIdentity(certificateChain, privateKey)));
    }

    private void requireTls(String option) {
        if (!isTls()) {
            throw EtcdOptions.invalid(
                    option, "the endpoints are http, which has no certificates", "give https endpoints, or remove it");
        }
    }

    private boolean isTls() {
        return "https".equals(endpoints.get(0).getScheme());
    }

    /**
     * Who this client is to etcd, if that has authentication enabled. Default: nobody, or whoever
     * {@link #clientCertificate} says.
     *
     * <p>The user's role has to allow reading and writing below the keys of the network, {@code /cdn/NAME/}, after the
     * {@link #namespace} if there is one. Over http the password can be read on the way, and gRPC logs what it sends at
     * level DEBUG of {@code io.grpc.netty}.
     *
     * @param name         not empty
     * @param passwordFile a file with the password, UTF-8; a line end after it does not belong to it
     */
    public EtcdCoordination user(String name, Path passwordFile) {
        return new EtcdCoordination(endpoints, options.withUser(EtcdUser.of(name, passwordFile)));
    }

    /**
     * As {@link #user(String, Path)}.
     *
     * @param password gives the password, not empty; called at each new connection, while other calls wait, so it
     *     returns soon
     */
    public EtcdCoordination user(String name, Supplier<String> password) {
        return new EtcdCoordination(endpoints, options.withUser(EtcdUser.of(name, password)));
    }

    /**
     * What all keys are stored below, so that several uses of one etcd keep apart. Default: nothing, keys begin with
     * {@code /cdn/}.
     *
     * <p>Whoever is to see the same network gives the same namespace. One must not be below another: not both
     * {@code /a} and {@code /a/cdn}.
     *
     * @param prefix {@code /name} or {@code /name/name} and so on: printable ASCII without spaces, no slash at the end, at
     *     most 256 characters
     */
    public EtcdCoordination namespace(String prefix) {
        return new EtcdCoordination(endpoints, options.withNamespace(prefix));
    }

    /** The endpoints, and the namespace if there is one. */
    @Override
    public String location() {
        String members = endpoints.stream().map(URI::toString).collect(Collectors.joining(","));
        return members + options.namespace().map(prefix -> " below " + prefix).orElse("");
    }

    @Override
    public CoordinationClient connect() {
        EtcdConnector connector = new EtcdConnector(endpoints, isTls(), options);
        EtcdFailures failures = new EtcdFailures(
                location(),
                isTls(),
                options.identity().isPresent(),
                options.user().map(EtcdUser::name),
                options.namespace().orElse(""));
        EtcdConnection connection = new EtcdConnection(connector, failures);
        connection.open();
        return new EtcdClient(connection);
    }

    @Override
    public AgentOptions forAgent() {
        return options.forAgent(endpoints);
    }

    /** The location. */
    @Override
    public String toString() {
        return location();
    }
}
