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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Waits until a container that was started does its work, or says why it does not. */
final class ContainerReadiness {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final Duration STAYS_OPEN = Duration.ofMillis(50);

    /** Short: a start ends with the last container that is ready, and is too long by what that one is seen too late. */
    private static final Duration PAUSE = Duration.ofMillis(20);

    private static final Duration LOG_PATIENCE = Duration.ofSeconds(5);
    private static final int LOG_LINES = 10;

    /** It is looked at each second, besides, whether it still runs. */
    private static final int LOOK_EVERY = 50;

    private static final byte[] HEALTH_REQUEST =
            ("HEAD " + EdgeContract.HEALTH_PATH + " HTTP/1.0\r\n\r\n").getBytes(StandardCharsets.US_ASCII);

    private final EngineConnection engine;

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
            engine.pause("Starting " + part, PAUSE);
        }
    }

    private static boolean isReady(PartId part, InetSocketAddress at) {
        return part.kind() == PartKind.EDGE ? answers(at) : takesConnections(at);
    }

    /** On a bare socket: what waits for many containers at once must not take the processor that they need to start. */
    private static boolean answers(InetSocketAddress at) {
        try (Socket socket = connect(at)) {
            socket.setSoTimeout((int) ANSWER.toMillis());
            socket.getOutputStream().write(HEALTH_REQUEST);
            return socket.getInputStream().read() == 'H';
        } catch (IOException e) {
            return false;
        }
    }

    /** An engine's proxy takes connections before the container does, and ends them at once. */
    private static boolean takesConnections(InetSocketAddress at) {
        try (Socket socket = connect(at)) {
            socket.setSoTimeout((int) STAYS_OPEN.toMillis());
            return socket.getInputStream().read() >= 0;
        } catch (SocketTimeoutException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static Socket connect(InetSocketAddress at) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(at.getHostString(), at.getPort()), (int) ANSWER.toMillis());
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
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
