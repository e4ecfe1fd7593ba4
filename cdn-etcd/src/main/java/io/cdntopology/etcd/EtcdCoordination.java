package io.cdntopology.etcd;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.spi.Coordination;
import io.cdntopology.spi.CoordinationClient;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An etcd cluster that is there already.
 *
 * <p>Immutable: each option returns a new description. An option takes one value; setting it a second time throws
 * {@link CdnException} with {@code OPTION_SET_TWICE}.
 */
public final class EtcdCoordination implements Coordination {
    private static final String ATTEMPTED = "Describing etcd";
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration MIN_TIMEOUT = Duration.ofMillis(100);

    private final List<URI> endpoints;
    private final Optional<Duration> timeout;

    private EtcdCoordination(List<URI> endpoints, Optional<Duration> timeout) {
        this.endpoints = List.copyOf(endpoints);
        this.timeout = timeout;
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
                        "endpoints[" + i + "]", e.getReason(), "give http://host:port, nothing else in it"));
            }
        }
        if (urls.isEmpty()) {
            problems.add(new Problem("endpoints", "there is none", "give the URL of at least one member"));
        }
        if (!problems.isEmpty()) {
            throw CdnException.of(ErrorCode.INVALID_ARGUMENT, ATTEMPTED, problems);
        }
        return new EtcdCoordination(endpoints, Optional.empty());
    }

    private static URI endpoint(String url) throws URISyntaxException {
        URI parsed = new URI(url);
        boolean plain = parsed.getUserInfo() == null
                && (parsed.getPath() == null
                        || parsed.getPath().isEmpty()
                        || parsed.getPath().equals("/"))
                && parsed.getQuery() == null
                && parsed.getFragment() == null;
        if (!"http".equals(parsed.getScheme()) || parsed.getHost() == null || parsed.getPort() < 1 || !plain) {
            throw new URISyntaxException("", "it is no URL of an etcd member");
        }
        return new URI("http://" + parsed.getHost() + ":" + parsed.getPort());
    }

    /** How long one call may take, at least 100 milliseconds. Default: 5 seconds. */
    public EtcdCoordination timeout(Duration deadline) {
        if (timeout.isPresent()) {
            throw CdnException.of(
                    ErrorCode.OPTION_SET_TWICE,
                    ATTEMPTED,
                    new Problem("timeout", "it is " + timeout.get() + " already", "set it once"));
        }
        if (deadline.compareTo(MIN_TIMEOUT) < 0) {
            throw CdnException.of(
                    ErrorCode.INVALID_ARGUMENT,
                    ATTEMPTED,
                    new Problem("timeout", deadline + " is too short", "give at least " + MIN_TIMEOUT));
        }
        return new EtcdCoordination(endpoints, Optional.of(deadline));
    }

    @Override
    public String location() {
        return endpoints.stream().map(URI::toString).collect(Collectors.joining(","));
    }

    @Override
    public CoordinationClient connect() {
        return new EtcdClient(new EtcdConnection(endpoints, timeout.orElse(DEFAULT_TIMEOUT)));
    }

    /** The location. */
    @Override
    public String toString() {
        return location();
    }
}
