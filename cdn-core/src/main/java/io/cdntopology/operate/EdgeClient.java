package io.cdntopology.operate;

import io.cdntopology.observed.ObservedEdge;
import io.cdntopology.release.CommitId;
import io.cdntopology.spi.EdgeContract;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;

/** Asks edges over HTTP which release they serve. Thread-safe. */
final class EdgeClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final int OK = 200;
    private static final Pattern COMMIT = Pattern.compile(CommitId.REGEX);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    /** What an edge answers. */
    sealed interface Answer {
        /** It names the commit that it serves, and that of the configuration that it does so by, if there is one. */
        record Serves(CommitId commit, Optional<CommitId> configuration) implements Answer {}

        /** It names none, or does not answer. */
        record Trouble(String why) implements Answer {}
    }

    /** Asks an edge. The result always completes, and normally. */
    CompletableFuture<Answer> ask(ObservedEdge edge) {
        HttpRequest request = HttpRequest.newBuilder(edge.address().resolve(EdgeContract.RELEASE_PATH))
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .timeout(TIMEOUT)
                .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.discarding())
                .thenApply(EdgeClient::answer)
                .exceptionally(EdgeClient::trouble);
    }

    private static Answer answer(HttpResponse<Void> response) {
        String commit =
                response.headers().firstValue(EdgeContract.RELEASE_HEADER).orElse("");
        if (response.statusCode() == OK && !commit.isEmpty()) {
            return new Answer.Serves(new CommitId(commit), configuration(response));
        }
        return new Answer.Trouble("it answers " + response.statusCode() + " and names no release");
    }

    /** The commit of the configuration that an edge says it serves by; empty if it names none. */
    static Optional<CommitId> configuration(HttpResponse<?> response) {
        return response.headers()
                .firstValue(EdgeContract.CONFIGURATION_HEADER)
                .filter(name -> COMMIT.matcher(name).matches())
                .map(CommitId::new);
    }

    private static Answer trouble(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return new Answer.Trouble("it does not answer: " + cause);
    }
}
