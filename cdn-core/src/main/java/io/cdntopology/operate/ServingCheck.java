package io.cdntopology.operate;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.release.CommitId;
import io.cdntopology.spi.ConfigurableEdges;
import io.cdntopology.spi.EdgeContract;
import io.cdntopology.topology.ConfigurationRollout;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Sees whether a server that was given a configuration serves by it as it has to: it names the commit of the configuration
 * and that of the content, is healthy, answers the probes, passes the gates, and logs nothing bad while it is watched.
 *
 * <p>Thread-safe; blocks.
 */
final class ServingCheck {
    private static final String SNIPPET = "say 'include cdn/edge.conf;' in the server that listens on port ";
    private static final int MAX_REDIRECTS = 10;
    private static final int HTTP_PORT = 80;
    private static final long PAUSE_MILLIS = 50;

    private final ConfigurationRollout rollout;
    private final BooleanSupplier isContentLive;
    private final RolloutStop stop;
    private final HttpClient http;

    /**
     * @param isContentLive whether there is content to serve, without which edges are not healthy
     * @param stop          ends what this waits for
     */
    ServingCheck(ConfigurationRollout rollout, BooleanSupplier isContentLive, RolloutStop stop) {
        this.rollout = rollout;
        this.isContentLive = isContentLive;
        this.stop = stop;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(rollout.answer())
                .build();
    }

    /** What is looked at: one server with one configuration. */
    private record Look(String attempted, URI address, CommitId configuration) {
        CdnException refused(String where, String why, String fix) {
            String commit = "configuration " + configuration.abbreviated();
            return CdnException.of(
                    ErrorCode.CONFIGURATION_REFUSED, attempted, new Problem(commit + ", " + where, why, fix));
        }
    }

    /**
     * Looks, and watches.
     *
     * @param attempted what this is done for, for reports
     * @throws CdnException with {@code CONFIGURATION_REFUSED} if the server does not serve as it has to; as the
     *     rollout's stop says
     */
    void require(String attempted, URI address, CommitId configuration, ConfigurableEdges.Watched server) {
        Look look = new Look(attempted, address, configuration);
        awaitServing(look, server);
        answers(look);
        pause(look, rollout.watch());
        requireNamed(look);
        answers(look);
        requireNoAlarm(look, server);
    }

    /** Whether a server answers, and not by this configuration. */
    boolean isByAnother(URI address, CommitId configuration) {
        try {
            HttpResponse<Void> response =
                    http.send(request(address.resolve(EdgeContract.RELEASE_PATH)), BodyHandlers.discarding());
            return !EdgeClient.configuration(response).equals(Optional.of(configuration));
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** A server that has just been started, or told to reload, may take a moment. */
    private void awaitServing(Look look, ConfigurableEdges.Watched server) {
        long deadline = System.nanoTime() + rollout.patience().toNanos();
        Optional<CdnException> why = unready(look);
        while (why.isPresent()) {
            if (System.nanoTime() > deadline) {
                requireNoAlarm(look, server);
                throw why.get();
            }
            pause(look, Duration.ofMillis(PAUSE_MILLIS));
            why = unready(look);
        }
    }

    private Optional<CdnException> unready(Look look) {
        try {
            requireNamed(look);
            return Optional.empty();
        } catch (CdnException e) {
            if (e.code() != ErrorCode.CONFIGURATION_REFUSED) {
                throw e;
            }
            return Optional.of(e);
        }
    }

    private void requireNamed(Look look) {
        String path = EdgeContract.RELEASE_PATH;
        HttpResponse<Void> response = get(look, look.address().resolve(path));
        Optional<CommitId> configuration = EdgeClient.configuration(response);
        if (configuration.filter(look.configuration()::equals).isEmpty()) {
            String named = configuration
                    .map(other -> "names configuration " + other.abbreviated())
                    .orElse("names no configuration");
            throw look.refused(path, "it answers " + response.statusCode() + " and " + named, SNIPPET + rollout.port());
        }
        Optional<String> release = response.headers().firstValue(EdgeContract.RELEASE_HEADER);
        boolean hasRelease = release.isPresent();
        String expected = look.configuration().value();
        if (rollout.withContent() && !release.equals(Optional.of(expected))) {
            throw look.refused(
                    path,
                    "it names " + release.map(commit -> "release " + commit).orElse("no release") + ", not " + expected,
                    "serve the content from $cdn_content/site, which cdn/edge.conf sets");
        }
        if (isContentExpected() && (response.statusCode() != 200 || !hasRelease)) {
            throw look.refused(
                    path,
                    "it answers " + response.statusCode() + (hasRelease ? "" : " and names no release"),
                    SNIPPET + rollout.port());
        }
    }

    /** Content that is released together with the configuration is there before the first one is live. */
    private boolean isContentExpected() {
        return rollout.withContent() || isContentLive.getAsBoolean();
    }

    private void answers(Look look) {
        if (isContentExpected()) {
            String path = EdgeContract.HEALTH_PATH;
            int status = get(look, look.address().resolve(path)).statusCode();
            if (status != 200) {
                throw look.refused(path, "it answers " + status + ", and 200 means healthy", SNIPPET + rollout.port());
            }
        }
        rollout.probes().forEach(path -> probe(look, path));
        for (int i = 0; i < rollout.gates().size(); i++) {
            requireGate(look, i, rollout.gates().get(i));
        }
    }

    private void probe(Look look, String path) {
        URI uri = look.address().resolve(path);
        for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
            HttpResponse<Void> response = get(look, uri);
            boolean isContentMissing = response.statusCode() == 503 && !isContentExpected();
            if (response.statusCode() >= 500 && !isContentMissing) {
                throw look.refused(path, "it answers " + response.statusCode(), "correct what answers this path");
            }
            Optional<URI> next = redirect(uri, response).flatMap(target -> onTheEdge(look.address(), target));
            if (next.isEmpty()) {
                return;
            }
            uri = next.get();
        }
        throw look.refused(
                path,
                "it is still a redirect after " + MAX_REDIRECTS + " of them",
                "end the chain, or the loop, of redirects");
    }

    private static Optional<URI> redirect(URI from, HttpResponse<Void> response) {
        if (response.statusCode() < 300 || response.statusCode() > 399) {
            return Optional.empty();
        }
        try {
            return response.headers().firstValue("Location").map(from::resolve);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * Where the edge itself is asked next; empty if a redirect leads elsewhere, which is not the configuration's business.
     * nginx names the port that it listens on, which is another one than that by which the edge is reached.
     */
    private Optional<URI> onTheEdge(URI address, URI target) {
        boolean isItself =
                "http".equals(target.getScheme()) && address.getHost().equals(target.getHost());
        int port = target.getPort() < 0 ? HTTP_PORT : target.getPort();
        boolean isItsPort = port == address.getPort() || port == rollout.port();
        if (!isItself || !isItsPort) {
            return Optional.empty();
        }
        String query = target.getRawQuery() == null ? "" : "?" + target.getRawQuery();
        return Optional.of(address.resolve(target.getRawPath() + query));
    }

    private void requireGate(Look look, int number, Predicate<URI> gate) {
        String where = "gate " + (number + 1);
        try {
            if (!holds(look, gate)) {
                throw look.refused(where, "it does not hold", "see what it asks of the configuration");
            }
        } catch (ExecutionException e) {
            throw look.refused(where, "it threw " + e.getCause(), "see what it asked of the configuration");
        } catch (InterruptedException e) {
            throw interrupted(look, e);
        }
    }

    /** In a thread of its own, as a rollout can end although a gate does not, and a gate may be what ends it. */
    private boolean holds(Look look, Predicate<URI> gate) throws InterruptedException, ExecutionException {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        Thread asking = new Thread(
                () -> {
                    try {
                        answer.complete(gate.test(look.address()));
                    } catch (RuntimeException | Error e) {
                        answer.completeExceptionally(e);
                    }
                },
                Thread.currentThread().getName() + "-gate");
        asking.setDaemon(true);
        asking.start();
        try {
            return stop.await(look.configuration(), answer);
        } finally {
            asking.interrupt();
        }
    }

    private static void requireNoAlarm(Look look, ConfigurableEdges.Watched server) {
        List<String> alarms = server.alarms();
        if (!alarms.isEmpty()) {
            throw look.refused("error log", String.join("; ", alarms), "correct what the log says");
        }
    }

    private HttpRequest request(URI uri) {
        return HttpRequest.newBuilder(uri).timeout(rollout.answer()).build();
    }

    private HttpResponse<Void> get(Look look, URI uri) {
        try {
            return stop.await(look.configuration(), http.sendAsync(request(uri), BodyHandlers.discarding()));
        } catch (ExecutionException e) {
            throw look.refused(
                    uri.getPath(),
                    "there is no answer within " + rollout.answer() + ": " + e.getCause(),
                    "let a server listen on port " + rollout.port()
                            + ", and see the error log; give answerWithin(…) if it needs longer");
        } catch (InterruptedException e) {
            throw interrupted(look, e);
        }
    }

    private void pause(Look look, Duration duration) {
        try {
            stop.pause(look.configuration(), duration);
        } catch (InterruptedException e) {
            throw interrupted(look, e);
        }
    }

    private static CdnException interrupted(Look look, InterruptedException cause) {
        Thread.currentThread().interrupt();
        return CdnException.of(
                ErrorCode.INTERRUPTED,
                look.attempted(),
                new Problem(look.address().toString(), "the thread was interrupted", "try again"),
                cause);
    }
}
