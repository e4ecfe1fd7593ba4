package io.cdntopology.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.spi.EdgeContract;
import io.cdntopology.topology.PartId;
import io.cdntopology.topology.PartKind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Waits until a container that was started does its work, or says why it does not. */
final class ContainerReadiness {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final Duration STAYS_OPEN = Duration.ofMillis(50);
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final Duration LOG_PATIENCE = Duration.ofSeconds(5);
    private static final int LOG_LINES = 10;
    private static final int LOOK_EVERY = 10;

    private final EngineConnection engine;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(ANSWER).build();

    ContainerReadiness(EngineConnection engine) {
        this.engine = engine;
    }

    /**
     * Waits until a container does its work: an edge answers a request, a service takes a connection. Of others it is
     * enough that they do not end again and again.
     *
     * @throws CdnException with {@code EDGE_NOT_STARTED}, with the end of its log
     */
    void await(PartId part, String id, Optional<InetSocketAddress> address) {
        if (address.isEmpty()) {
            requireRunning(part, id);
            return;
        }
        InetSocketAddress at = address.get();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (int look = 1; !isReady(part, at); look++) {
            if (look % LOOK_EVERY == 0) {
                requireRunning(part, id);
            }
            if (System.nanoTime() > deadline) {
                throw notStarted(
                        part,
                        id,
                        "it does not answer at " + at.getHostString() + ":" + at.getPort() + " within " + PATIENCE);
            }
            pause(part);
        }
    }

    private boolean isReady(PartId part, InetSocketAddress at) {
        return part.kind() == PartKind.EDGE
                ? answers(
                        part,
                        URI.create("http://" + at.getHostString() + ":" + at.getPort() + EdgeContract.HEALTH_PATH))
                : takesConnections(at);
    }

    /** An engine's proxy takes connections before the container does, and ends them at once. */
    private static boolean takesConnections(InetSocketAddress at) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(at.getHostString(), at.getPort()), (int) ANSWER.toMillis());
            socket.setSoTimeout((int) STAYS_OPEN.toMillis());
            return socket.getInputStream().read() >= 0;
        } catch (SocketTimeoutException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private boolean answers(PartId part, URI health) {
        try {
            HttpRequest request = HttpRequest.newBuilder(health)
                    .timeout(ANSWER)
                    .method("HEAD", HttpRequest.BodyPublishers.noBody())
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() > 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw interrupted(part, e);
        }
    }

    private static void pause(PartId part) {
        try {
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
        } catch (InterruptedException e) {
            throw interrupted(part, e);
        }
    }

    private static CdnException interrupted(PartId part, InterruptedException cause) {
        Thread.currentThread().interrupt();
        return CdnException.of(
                ErrorCode.INTERRUPTED,
                "Starting " + part,
                new Problem(part.toString(), "the thread was interrupted while it waited", "try again"),
                cause);
    }

    private void requireRunning(PartId part, String id) {
        InspectContainerResponse.ContainerState state = engine.callRepeatable(
                "Starting " + part,
                client -> client.inspectContainerCmd(id).exec().getState());
        boolean ended = !Boolean.TRUE.equals(state.getRunning()) || Boolean.TRUE.equals(state.getRestarting());
        if (ended) {
            String killed = Boolean.TRUE.equals(state.getOOMKilled()) ? ", as it used more memory than it may" : "";
            throw notStarted(part, id, "it ended with status " + state.getExitCodeLong() + killed);
        }
    }

    private CdnException notStarted(PartId part, String id, String why) {
        return CdnException.of(
                ErrorCode.EDGE_NOT_STARTED,
                "Starting " + part,
                new Problem(part.toString(), why + "; the end of its log: " + log(id), "mend what the log says"));
    }

    /** The end of its log; never fails. */
    private String log(String id) {
        FrameText lines = new FrameText();
        try (lines) {
            engine.streams()
                    .logContainerCmd(id)
                    .withStdOut(true)
                    .withStdErr(true)
                    .withTail(LOG_LINES)
                    .exec(lines);
            lines.awaitCompletion(LOG_PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (IOException | RuntimeException e) {
            return "it cannot be read: " + e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return lines.text().isEmpty() ? "it is empty" : lines.text();
    }
}
