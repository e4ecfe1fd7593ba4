package io.cdntopology.docker;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/** Asks servers which configuration they run with, which no file tells. Thread-safe. */
final class ConfigurationProbe {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    /** The name of the configuration of this library that a server runs with, or {@code ""}; empty if it does not answer. */
    Optional<String> ask(InetSocketAddress at) {
        URI uri = URI.create("http://" + at.getHostString() + ":" + at.getPort() + NginxConfiguration.NAME_PATH);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(TIMEOUT)
                .method("HEAD", BodyPublishers.noBody())
                .build();
        try {
            HttpResponse<Void> answer = http.send(request, BodyHandlers.discarding());
            return Optional.of(
                    answer.headers().firstValue(NginxConfiguration.NAME_HEADER).orElse(""));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
