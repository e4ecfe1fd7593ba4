package io.cdntopology.docker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.jspecify.annotations.Nullable;

/**
 * What failures of docker-java mean, and what to do about them.
 *
 * @param host the engine
 */
record EngineFailures(DockerHost host) {
    private static final int BAD_REQUEST = 400;
    private static final int CONFLICT = 409;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int FIRST_SERVER_ERROR = 500;
    private static final int MAX_QUOTED = 300;
    private static final Pattern STATUS = Pattern.compile("^Status \\d+: ");
    private static final Set<String> BROKEN = Set.of("Broken pipe", "Connection reset", "Connection reset by peer");
    private static final String START = "start the engine: systemctl start docker";

    /** Whether a connection ended before an answer came: as a pooled one does when the engine was restarted. */
    static boolean isConnectionBroken(Throwable thrown) {
        return io(thrown)
                .filter(cause -> cause instanceof NoHttpResponseException
                        || cause instanceof ConnectionClosedException
                        || BROKEN.contains(String.valueOf(cause.getMessage())))
                .isPresent();
    }

    /** Whether an engine failed to do what it was told, rather than refused it, or was not reached. */
    static boolean isOfEngine(CdnException failure) {
        return find(failure, DockerException.class)
                .filter(answer -> answer.getHttpStatus() >= FIRST_SERVER_ERROR)
                .isPresent();
    }

    /** Whether the engine does not have something that it was told of. */
    static boolean isNotFound(CdnException failure) {
        return find(failure, NotFoundException.class).isPresent();
    }

    /** The failure that a call of docker-java ended with. */
    CdnException of(String attempted, Throwable thrown) {
        if (thrown instanceof CdnException told) {
            return told;
        }
        if (thrown instanceof DockerException answer) {
            return answered(attempted, answer);
        }
        Optional<Problem> tls = EngineTlsFailures.problem(host, thrown);
        if (tls.isPresent()) {
            return CdnException.of(ErrorCode.ENGINE_REFUSED, attempted, tls.get(), thrown);
        }
        if (isNoEngine(thrown)) {
            return noEngine(attempted, thrown);
        }
        return io(thrown)
                .map(cause -> unreachable(attempted, cause))
                .orElseGet(() -> failure(
                        ErrorCode.BUG,
                        attempted,
                        "docker-java failed: " + thrown,
                        "report it, with the cause",
                        thrown));
    }

    private static boolean isNoEngine(Throwable thrown) {
        boolean cutOff = find(thrown, JsonEOFException.class).isPresent();
        return find(thrown, HttpException.class).isPresent()
                || (find(thrown, JsonProcessingException.class).isPresent() && !cutOff);
    }

    /** Something answers, but not what an engine would. */
    CdnException noEngine(String attempted, @Nullable Throwable cause) {
        return failure(
                ErrorCode.ENGINE_REFUSED,
                attempted,
                "what answers there is no Docker engine",
                "give the address of an engine",
                cause);
    }

    private CdnException answered(String attempted, DockerException answer) {
        String said = said(answer);
        int status = answer.getHttpStatus();
        if (status == BAD_REQUEST && said.contains("HTTP request to an HTTPS server")) {
            return failure(ErrorCode.ENGINE_REFUSED, attempted, "it speaks TLS only", "give tls(…)", answer);
        }
        if (status == CONFLICT) {
            return failure(ErrorCode.CONFLICT, attempted, said, "look at what exists, then decide again", answer);
        }
        if (status >= FIRST_SERVER_ERROR || status == TOO_MANY_REQUESTS) {
            return failure(
                    ErrorCode.ENGINE_UNREACHABLE,
                    attempted,
                    "the engine failed (" + status + "): " + said,
                    "try again; if it stays, see the log of the engine: journalctl -u docker",
                    answer);
        }
        return failure(
                ErrorCode.ENGINE_REFUSED,
                attempted,
                "the engine refused (" + status + "): " + said,
                "see what it says, and the log of the engine: journalctl -u docker",
                answer);
    }

    private CdnException unreachable(String attempted, IOException cause) {
        String message = String.valueOf(cause.getMessage());
        if (host.address() instanceof DockerAddress.Unix unix) {
            if (message.contains("Permission denied")) {
                return failure(
                        ErrorCode.ENGINE_REFUSED,
                        attempted,
                        "the user of this process may not use the socket",
                        "add the user to the socket's group: usermod -aG docker USER, then log in again; members of it"
                                + " are as good as root",
                        cause);
            }
            if (message.contains("No such file or directory")) {
                return unreachable(attempted, "there is no socket at " + unix.socket(), START, cause);
            }
        }
        if (cause instanceof UnknownHostException) {
            return unreachable(attempted, "its name is not known", "correct the name, or see the DNS", cause);
        }
        if (cause instanceof ConnectException) {
            return unreachable(attempted, "nothing answers there (" + message + ")", START, cause);
        }
        // In TLS 1.3 an engine that refuses a certificate may just seem to be gone.
        String fix = "see whether the engine runs"
                + host.certificates()
                        .map(directory -> ", and by its log whether it accepts " + directory.resolve("cert.pem"))
                        .orElse("");
        return unreachable(attempted, "the connection broke (" + message + ")", fix, cause);
    }

    private CdnException unreachable(String attempted, String why, String fix, Throwable cause) {
        return failure(ErrorCode.ENGINE_UNREACHABLE, attempted, why, fix, cause);
    }

    CdnException noAnswer(String attempted, Duration timeout, Throwable cause) {
        return unreachable(
                attempted,
                "there was no answer within " + timeout,
                "see whether the engine is overloaded or hangs: docker info, journalctl -u docker",
                cause);
    }

    CdnException version(String attempted, String why, String fix) {
        return failure(ErrorCode.ENGINE_REFUSED, attempted, why, fix, null);
    }

    /** Something that was not made by this library has a name that it needs. */
    CdnException stranger(String attempted, String what) {
        return failure(
                ErrorCode.NAME_TAKEN,
                attempted,
                "there is a " + what + " already, and by its labels it is none of this",
                "remove or rename it, or give this another name",
                null);
    }

    CdnException closed(String attempted) {
        return failure(ErrorCode.CLOSED, attempted, "the connection was closed", "open another one", null);
    }

    CdnException interrupted(String attempted, InterruptedException cause) {
        return failure(
                ErrorCode.INTERRUPTED,
                attempted,
                "the thread was interrupted while it waited",
                "try again in a thread that is not",
                cause);
    }

    private CdnException failure(ErrorCode code, String attempted, String why, String fix, @Nullable Throwable cause) {
        return CdnException.of(code, attempted, new Problem(host.toString(), why, fix), cause);
    }

    private static String said(DockerException answer) {
        return quoted(message(answer));
    }

    /** What an engine said, or else all that answered. */
    static String message(DockerException answer) {
        String body = STATUS.matcher(String.valueOf(answer.getMessage())).replaceFirst("");
        return message(body).orElse(body);
    }

    /** The beginning of a text, on one line. */
    static String quoted(String text) {
        String line = text.replaceAll("\\s+", " ").strip();
        return line.length() > MAX_QUOTED ? line.substring(0, MAX_QUOTED) + "…" : line;
    }

    private static Optional<String> message(String body) {
        try {
            return Optional.ofNullable(new ObjectMapper().readTree(body))
                    .map(json -> json.path("message").asText(""))
                    .filter(text -> !text.isEmpty());
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static Optional<IOException> io(Throwable thrown) {
        return find(thrown, IOException.class);
    }

    static <T extends Throwable> Optional<T> find(Throwable thrown, Class<T> type) {
        @Nullable Throwable cause = thrown;
        while (cause != null && !type.isInstance(cause)) {
            cause = cause.getCause();
        }
        return Optional.ofNullable(cause).map(type::cast);
    }
}
