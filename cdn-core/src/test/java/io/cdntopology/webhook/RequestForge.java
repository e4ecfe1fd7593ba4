package io.cdntopology.webhook;

import io.cdntopology.webhook.RawRequest.Framing;
import io.cdntopology.webhook.RawRequest.Header;
import io.cdntopology.webhook.WebhookOracle.Proof;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Makes random requests: such as servers of repositories send, and others. */
final class RequestForge {
    private static final List<String> METHODS =
            List.of("GET", "PUT", "HEAD", "DELETE", "OPTIONS", "PATCH", "TRACE", "post", "POSTS", "FETCH");

    private static final List<String> OTHER_PATHS = List.of(
            "/",
            "/hooks",
            "/hooks/site/",
            "/hooks//site",
            "/hooks/sit",
            "/Hooks/site",
            "/hooks/%73ite",
            "/hooks/site%00",
            "/./hooks/site",
            "/x/../hooks/site",
            "/hooks/site;a");

    private static final String TLS_HELLO = "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003";

    private static final List<String> ODD_TARGETS = List.of(
            "a:b",
            "*",
            "mailto:x",
            "",
            "//",
            "hooks/site",
            "http://",
            "http://[",
            "/%",
            "/hooks/site#x",
            "127.0.0.1:80",
            "/" + "x".repeat(100_000));

    private static final List<String> ODD_LENGTHS = List.of(
            "Content-Length: -1",
            "Content-Length: -2",
            "Content-Length: -9223372036854775808",
            "Content-Length: 9223372036854775807",
            "Content-Length: 99999999999999999999",
            "Content-Length: x",
            "Content-Length: ",
            "Content-Length: 5, 6",
            "Content-Length: +5",
            "Content-Length: 0",
            "Transfer-Encoding: gzip",
            "Transfer-Encoding: chunked",
            "Transfer-Encoding: chunked, chunked",
            "Transfer-Encoding: ",
            "X: y");

    private static final List<String> ODD_CHUNKS = List.of(
            "-2",
            "ffffffffff",
            "100000002",
            "80000000",
            "7fffffff",
            "ffffffffffffffffffff",
            "",
            "x",
            "0x2",
            " 2",
            "2;a=b",
            "2;" + "x".repeat(100_000));

    private static final List<String> ODD_LINES = List.of(
            "no colon",
            ": no name",
            " folded",
            "a\0b: c",
            "X-Many: x\r\n".repeat(300) + "X: y",
            "X: " + "y".repeat(500_000));

    private final Random random;

    RequestForge(Random random) {
        this.random = random;
    }

    /** A request that is well-formed, and what is in its first line. */
    record Sent(String method, String path, RawRequest request) {}

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** A request that every server understands, whoever sent it. */
    Sent wellFormed() {
        String body = body();
        String method = random.nextInt(8) == 0 ? any(METHODS) : "POST";
        String path = random.nextInt(8) == 0 ? any(OTHER_PATHS) : WebhookOracle.PATH;
        String target =
                any(List.of("", "", "", "http://hooks.example:9000")) + path + any(List.of("", "", "", "?a=b", "?"));
        List<Header> headers = proofs(body);
        headers.add(0, new Header("Host", any(List.of("hooks.example", "", "\u00e9"))));
        headers.addAll(others());
        return new Sent(
                method,
                path,
                new RawRequest(
                        method + " " + target + any(List.of(" HTTP/1.1", " HTTP/1.0")),
                        headers,
                        body,
                        any(List.of(Framing.LENGTH, Framing.LENGTH, Framing.CHUNKS))));
    }

    /** A request that nobody may refuse, by any proof. */
    RawRequest right() {
        return right(any(List.of(Proof.values())), "{\"a\":" + random.nextInt());
    }

    /** A request that nobody may refuse. */
    static RawRequest right(Proof proof, String body) {
        return new RawRequest(
                "POST " + WebhookOracle.PATH + " HTTP/1.1",
                List.of(
                        new Header("Host", "hooks.example"),
                        new Header(proof.header(), proof.prefix() + proof.of(body))),
                body,
                Framing.LENGTH);
    }

    private List<Header> others() {
        List<Header> others = new ArrayList<>();
        while (random.nextInt(2) == 0) {
            others.add(any(List.of(
                    new Header(
                            "Content-Type",
                            any(List.of("application/json", "text/xml", "", "\u00ff", "multipart/form-data"))),
                    new Header("X-GitHub-Event", any(List.of("push", "ping", "x".repeat(5_000)))),
                    new Header("X-Forwarded-For", "127.9.9.9"),
                    new Header("Content-Encoding", "gzip"),
                    new Header("Expect", "100-continue"),
                    new Header("Connection", any(List.of("keep-alive", "close", "Upgrade"))),
                    new Header("Cookie", Proof.GITHUB.secret()))));
        }
        return others;
    }

    private List<Header> proofs(String body) {
        List<Header> proofs = new ArrayList<>();
        for (int count = random.nextInt(10) == 0 ? 0 : 1 + random.nextInt(2); count > 0; count--) {
            Proof proof = any(List.of(Proof.values()));
            String value = random.nextInt(3) == 0 ? proof.prefix() + proof.of(body) : wrong(proof, body);
            proofs.add(new Header(name(proof), value));
        }
        Collections.shuffle(proofs, random);
        return proofs;
    }

    private String name(Proof proof) {
        return switch (random.nextInt(4)) {
            case 0 -> proof.header().toUpperCase(Locale.ROOT);
            case 1 -> proof.header().toLowerCase(Locale.ROOT);
            default -> proof.header();
        };
    }

    /** Something that is nearly a proof, or is one with white space around it. */
    private String wrong(Proof proof, String body) {
        Proof other = any(List.of(Proof.values()));
        String right = proof.of(body);
        String sha1 = WebhookOracle.signature("HmacSHA1", proof.secret(), body);
        String value = any(List.of(
                right + " ",
                "\t " + right,
                right + "\t",
                right + "00",
                right + "\u00e9",
                right.substring(1),
                right.substring(0, right.length() - 1),
                right.toUpperCase(Locale.ROOT),
                "\"" + right + "\"",
                "",
                "g".repeat(64),
                "0".repeat(64),
                "0".repeat(10_000),
                proof.of(body + " "),
                proof.of(""),
                other.of(body),
                proof.secret(),
                sha1,
                right + ", " + right,
                changed(right)));
        return any(List.of(proof.prefix(), proof.prefix(), proof.prefix(), "", "sha1=", "SHA256=", "bearer ", "Basic "))
                + value;
    }

    private String changed(String text) {
        int at = random.nextInt(text.length());
        return text.substring(0, at) + (char) ('!' + random.nextInt(90)) + text.substring(at + 1);
    }

    private String body() {
        String json = "{\"ref\":\"refs/heads/main\",\"commits\":[{\"id\":\"" + random.nextLong()
                + "\",\"message\":\"\u00c3\u00a4\"}]}";
        return switch (random.nextInt(10)) {
            case 0 -> json.substring(0, random.nextInt(json.length()));
            case 1 -> any(List.of("[", "{\"a\":", "[{")).repeat(1 + random.nextInt(2_000));
            case 2 -> "{\"ref\":1,\"ref\":" + "9".repeat(random.nextInt(3_000)) + "e" + "9".repeat(20) + "}";
            case 3 -> noise(random.nextInt(300));
            case 4 -> "\0".repeat(random.nextInt(100));
            case 5 -> "";
            case 6 -> "x".repeat(WebhookOracle.MAX_BODY + any(List.of(-1, 0, 1, 1, 20_000, 100_000)));
            default -> changed(json);
        };
    }

    private String noise(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** A request that servers understand in different ways, or not at all. */
    String malformed(RawRequest request) {
        String text = new String(request.bytes(), StandardCharsets.ISO_8859_1);
        int first = request.head().length();
        return switch (random.nextInt(7)) {
            case 0 -> any(List.of("", "\r\n\r\n", TLS_HELLO, noise(1 + random.nextInt(100)), "\0".repeat(100)));
            case 1 -> "POST " + any(ODD_TARGETS) + " HTTP/1.1" + text.substring(first);
            case 2 -> text.replaceFirst("(Content-Length|Transfer-Encoding): [^\r]*", any(ODD_LENGTHS));
            case 3 ->
                request.head() + "\r\n" + any(random.nextBoolean() ? ODD_LENGTHS : ODD_LINES) + text.substring(first);
            case 4 -> withOddChunk(request);
            case 5 -> text.substring(0, random.nextInt(text.length()));
            default -> mutated(text);
        };
    }

    private String withOddChunk(RawRequest request) {
        RawRequest chunked = new RawRequest(request.head(), request.headers(), request.body(), Framing.CHUNKS);
        return new String(chunked.bytes(), StandardCharsets.ISO_8859_1)
                .replaceFirst("\r\n\r\n[0-9a-f]+\r\n", "\r\n\r\n" + any(ODD_CHUNKS) + "\r\n");
    }

    private String mutated(String text) {
        int at = random.nextInt(text.length());
        int to = Math.min(text.length(), at + random.nextInt(30));
        return switch (random.nextInt(4)) {
            case 0 -> text.substring(0, at) + text.substring(to);
            case 1 -> text.substring(0, to) + text.substring(at);
            case 2 -> text.substring(0, at) + noise(3) + text.substring(at);
            default ->
                text.substring(0, at) + (char) (text.charAt(at) ^ (1 << random.nextInt(8))) + text.substring(at + 1);
        };
    }
}
