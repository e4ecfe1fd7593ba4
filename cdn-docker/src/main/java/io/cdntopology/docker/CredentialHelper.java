package io.cdntopology.docker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A program {@code docker-credential-…} that keeps credentials: it is told a registry, and tells user and secret as JSON.
 * Nothing that it says is told on, since it may be a secret.
 *
 * @param name       after {@code docker-credential-}
 * @param searchPath the directories that it is looked for in, as the variable {@code PATH} has them
 * @param limit      how long it may take
 */
record CredentialHelper(String name, String searchPath, Duration limit) {
    static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

    private static final int MAX_BYTES = 1 << 16;
    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*");
    private static final String NOT_FOUND = "credentials not found";
    private static final String TOKEN_USER = "<token>";

    /** What a program said. */
    private record Answer(int status, String output) {}

    /** What it has for a registry; empty if it has nothing. */
    Optional<RegistryLogin> get(RegistryHost registry) {
        String attempted = "Asking " + program() + " for the credentials of " + registry;
        Answer answer = run(attempted, executable(attempted), registry);
        if (answer.status() != 0) {
            if (answer.output().contains(NOT_FOUND)) {
                return Optional.empty();
            }
            throw failed(attempted, "it failed with status " + answer.status(), null);
        }
        return login(attempted, answer);
    }

    private String program() {
        return "docker-credential-" + name;
    }

    /** Not left to the operating system: what a process finds on its path is decided when it starts. */
    private Path executable(String attempted) {
        Optional<Path> found = VALID.matcher(name).matches()
                ? Stream.of(searchPath.split(File.pathSeparator, -1))
                        .filter(directory -> !directory.isEmpty())
                        .map(directory -> Path.of(directory, program()))
                        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                        .findFirst()
                : Optional.empty();
        return found.orElseThrow(() -> CdnException.of(
                ErrorCode.INVALID_ARGUMENT,
                attempted,
                new Problem(
                        program(),
                        "there is no such program on the PATH",
                        "install it, or correct credsStore and credHelpers of config.json")));
    }

    private Answer run(String attempted, Path executable, RegistryHost registry) {
        Process process = start(attempted, executable);
        try {
            CompletableFuture<Answer> answer = new CompletableFuture<>();
            Thread talking = new Thread(() -> talk(process, registry, answer), "cdn-docker-credentials");
            talking.setDaemon(true);
            talking.start();
            return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw failed(attempted, "it was not done within " + limit, null);
        } catch (ExecutionException e) {
            throw failed(attempted, "it cannot be talked to", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CdnException.of(
                    ErrorCode.INTERRUPTED,
                    attempted,
                    new Problem(
                            program(),
                            "the thread was interrupted while it waited",
                            "try again in a thread that is not"),
                    e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            Process unused = process.destroyForcibly();
        }
    }

    private Process start(String attempted, Path executable) {
        try {
            return new ProcessBuilder(executable.toString(), "get")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw failed(attempted, "it cannot be started", e);
        }
    }

    private static void talk(Process process, RegistryHost registry, CompletableFuture<Answer> answer) {
        try (InputStream in = process.getInputStream()) {
            tell(process, registry);
            byte[] output = in.readNBytes(MAX_BYTES + 1);
            if (output.length > MAX_BYTES) {
                throw new IOException("it says more than " + MAX_BYTES + " bytes");
            }
            answer.complete(new Answer(process.waitFor(), new String(output, StandardCharsets.UTF_8)));
        } catch (IOException | InterruptedException e) {
            answer.completeExceptionally(e);
        }
    }

    /** One that answers whatever it is asked may not wait for the question. */
    private static void tell(Process process, RegistryHost registry) {
        try (OutputStream out = process.getOutputStream()) {
            out.write((registry.credentialsKey() + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // Its answer, or its status, says what there is to know.
        }
    }

    private Optional<RegistryLogin> login(String attempted, Answer answer) {
        JsonNode json;
        try {
            json = new ObjectMapper().readTree(answer.output());
        } catch (JsonProcessingException e) {
            throw failed(attempted, "it does not answer in JSON", null);
        }
        String user = json.path("Username").asText("");
        String secret = json.path("Secret").asText("");
        if (secret.isEmpty() || user.isEmpty()) {
            throw failed(attempted, "it names no user, or no secret", null);
        }
        return Optional.of(
                TOKEN_USER.equals(user)
                        ? new RegistryLogin.IdentityToken(user, secret)
                        : new RegistryLogin.Password(user, secret));
    }

    private CdnException failed(String attempted, String why, @Nullable Throwable cause) {
        return CdnException.of(
                ErrorCode.IMAGE_NOT_TRANSFERRED,
                attempted,
                new Problem(program(), why, "see what it says to you: echo HOST | " + program() + " get"),
                cause);
    }
}
