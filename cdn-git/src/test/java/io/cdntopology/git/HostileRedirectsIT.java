package io.cdntopology.git;

import static io.cdntopology.failure.ErrorCode.CREDENTIALS_REFUSED;
import static io.cdntopology.failure.ErrorCode.SOURCE_UNREACHABLE;
import static io.cdntopology.git.HostileCase.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.git.HostileCase.End;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Redirections that no git server would send. */
@Timeout(60)
class HostileRedirectsIT {
    private static final String PASSWORD = "s3cr3t";
    private static final String SECRET = "the secret of somebody else";

    @TempDir
    Path temp;

    private FarSide far;
    private GitHttpServer server;
    private GitHttpServer other;
    private Delivery delivery;

    /** Has the server that is asked, and another one, answer. */
    interface Attack {
        void by(GitHttpServer asked, GitHttpServer other);
    }

    static Stream<HostileCase<Attack>> redirects() {
        return Stream.of(
                to("itself", SOURCE_UNREACHABLE, "answered 302", "/far.git/info/refs"),
                redirect("to each other", SOURCE_UNREACHABLE, "answered 302", (asked, other) -> {
                    asked.answer(Optional.of(leadingTo(other.url("far.git/info/refs"))));
                    other.answer(Optional.of(leadingTo(asked.url("far.git/info/refs"))));
                }),
                redirect(
                        "to another path each time",
                        SOURCE_UNREACHABLE,
                        "answered 302",
                        (asked, other) -> asked.answer(Optional.of(exchange ->
                                lead(exchange, "/x" + exchange.getRequestURI().getPath())))),
                to("to a file", SOURCE_UNREACHABLE, "not allowed", "file:///etc/passwd/info/refs"),
                to("to a file of this server", SOURCE_UNREACHABLE, "not allowed", "/etc/passwd"),
                to("to ssh", SOURCE_UNREACHABLE, "not allowed", "ssh://git@127.0.0.1/far.git/info/refs"),
                to("to a command", SOURCE_UNREACHABLE, "answered 302", "ext::sh -c touch%20executed/info/refs"),
                to("to no address", SOURCE_UNREACHABLE, "answered 302", ":::/info/refs"),
                redirect(
                        "without an address",
                        SOURCE_UNREACHABLE,
                        "answered 302",
                        (asked, other) -> asked.answer(Optional.of(exchange -> exchange.sendResponseHeaders(302, -1)))),
                redirect("to what takes no connections", SOURCE_UNREACHABLE, "connections", (asked, other) -> {
                    other.cut();
                    asked.answer(Optional.of(leadingTo(other.url("far.git/info/refs"))));
                }),
                redirect("to what is for others", SOURCE_UNREACHABLE, "none of git", (asked, other) -> {
                    other.answer(Optional.of(HostileRedirectsIT::tellSecret));
                    asked.answer(Optional.of(leadingTo(other.url("latest/meta-data?x=/info/refs"))));
                }),
                redirect("to who wants a password", CREDENTIALS_REFUSED, "a request without any", (asked, other) -> {
                    other.require("somebody", "else");
                    asked.answer(Optional.of(leadingTo(other.url("far.git/info/refs"))));
                }),
                redirect("with another password", SOURCE_UNREACHABLE, "", (asked, other) -> {
                    other.cut();
                    asked.answer(Optional.of(
                            leadingTo(other.url("far.git/info/refs").replace("://", "://somebody:" + PASSWORD + "@"))));
                }),
                redirect("of what is wanted", SOURCE_UNREACHABLE, "answered 302", (asked, other) -> {
                    CraftedPack pack = new CraftedPack();
                    HttpHandler first =
                            ScriptedUploadPack.sending(pack.site(pack.object(3, new byte[1])), pack.bytes());
                    HttpHandler then = leadingTo(other.url("far.git/git-upload-pack"));
                    asked.answer(Optional.of(
                            exchange -> (exchange.getRequestMethod().equals("GET") ? first : then).handle(exchange)));
                }));
    }

    private static HostileCase<Attack> redirect(String what, ErrorCode code, String why, Attack attack) {
        return refused("a redirection " + what, code, why, attack);
    }

    private static HostileCase<Attack> to(String what, ErrorCode code, String why, String location) {
        return redirect(what, code, why, (asked, other) -> asked.answer(Optional.of(leadingTo(location))));
    }

    private static HttpHandler leadingTo(String location) {
        return exchange -> lead(exchange, location);
    }

    private static void lead(HttpExchange exchange, String location) throws IOException {
        exchange.getResponseHeaders().add("Location", location);
        exchange.sendResponseHeaders(302, -1);
    }

    private static void tellSecret(HttpExchange exchange) throws IOException {
        byte[] text = (SECRET + "\n").repeat(3).getBytes(StandardCharsets.US_ASCII);
        exchange.getResponseHeaders().add("Content-Type", "text/plain");
        exchange.sendResponseHeaders(200, text.length);
        exchange.getResponseBody().write(text);
    }

    @BeforeEach
    void deliverOnce() {
        far = FarSide.create(temp.resolve("far.git"));
        server = new GitHttpServer(temp);
        server.require("me", PASSWORD);
        other = new GitHttpServer(temp);
        delivery = new Delivery(source(server), temp);
        delivery.assertDelivers(far.put("index.html", "good").commit("Good"), Map.of("index.html", "good"));
        server.requests().clear();
    }

    private static GitSource source(GitHttpServer server) {
        return Git.repository(server.url("far.git"))
                .credentials("me", () -> PASSWORD)
                .deadline(Duration.ofSeconds(20));
    }

    @AfterEach
    void close() {
        delivery.close();
        other.close();
        server.close();
        far.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("redirects")
    void isRefusedAndTheOtherServerIsToldNothing(HostileCase<Attack> hostile) {
        hostile.attack().by(server, other);
        End.Refused end = (End.Refused) hostile.end();
        assertTellsNothing(delivery.assertRefused(end.code(), end.why()));
        assertThat(other.authorizations())
                .noneMatch(header -> header.equals(server.authorizations().get(0)));
        assertThat(server.requests()).hasSizeLessThan(10);

        server.answer(Optional.empty());
        delivery.assertDelivers(far.put("index.html", "better").commit("Better"), Map.of("index.html", "better"));
    }

    private static void assertTellsNothing(CdnException failure) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        assertThat(failure.getMessage()).doesNotContain(SECRET);
        assertThat(trace.toString()).doesNotContain(PASSWORD);
    }

    @Test
    void fromTlsToNoneIsRefused() throws Exception {
        ServerCertificate certificate = ServerCertificate.make(temp.resolve("keys"));
        Path authorities = Files.writeString(temp.resolve("authorities.pem"), certificate.pem());
        try (GitHttpServer secure = new GitHttpServer(temp, Optional.of(certificate.context()));
                Delivery secured = new Delivery(source(secure).trust(authorities), temp.resolve("secured"))) {
            secure.redirectTo(other.url("").replaceAll("/$", ""));
            CdnException failure = secured.assertRefused(SOURCE_UNREACHABLE, "not allowed");

            assertTellsNothing(failure);
            assertThat(other.requests()).isEmpty();
        }
    }
}
