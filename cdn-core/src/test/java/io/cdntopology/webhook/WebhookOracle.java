package io.cdntopology.webhook;

import io.cdntopology.webhook.RawRequest.Header;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Says what has to be answered, by what the servers of repositories document, and what {@link WebhookReceiver} does. */
final class WebhookOracle {
    static final String PATH = "/hooks/site";
    static final int MAX_BODY = 8_192;
    private static final int MAX_REFUSALS = 10;

    private final Map<InetAddress, Integer> refusals = new HashMap<>();

    /** A kind of proof: the header that has it, what is before it, and what it is made of. */
    enum Proof {
        GITHUB("X-Hub-Signature-256", "sha256="),
        GITEA("X-Gitea-Signature", ""),
        BITBUCKET("X-Hub-Signature", "sha256="),
        GITLAB("X-Gitlab-Token", ""),
        TOKEN("Authorization", "Bearer ");

        private final String header;
        private final String prefix;

        Proof(String header, String prefix) {
            this.header = header;
            this.prefix = prefix;
        }

        String header() {
            return header;
        }

        String prefix() {
            return prefix;
        }

        /** Of this kind alone. */
        String secret() {
            return "the secret of " + name().toLowerCase(Locale.ROOT) + ", that nobody guesses";
        }

        private boolean isToken() {
            return this == GITLAB || this == TOKEN;
        }

        /** What proves who sent a body. */
        String of(String body) {
            return isToken() ? secret() : signature("HmacSHA256", secret(), body);
        }

        /** The first header of that name counts. */
        private Optional<String> in(List<Header> headers) {
            return headers.stream()
                    .filter(each -> each.name().equalsIgnoreCase(header))
                    .findFirst()
                    .map(found -> found.value().strip())
                    .filter(value -> value.startsWith(prefix));
        }

        private boolean isGenuine(RawRequest request) {
            return in(request.headers())
                    .filter(value -> value.equals(prefix + of(request.body())))
                    .isPresent();
        }
    }

    static String signature(String algorithm, String secret, String body) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), algorithm));
            StringBuilder hex = new StringBuilder();
            for (byte b : mac.doFinal(body.getBytes(StandardCharsets.ISO_8859_1))) {
                hex.append(String.format(Locale.ROOT, "%02x", b));
            }
            return hex.toString();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * What has to be answered to the next request.
     *
     * @param method its method
     * @param path   its path, however it is written in the request
     */
    int status(InetAddress client, String method, String path, RawRequest request) {
        if (!path.equals(PATH)) {
            return 404;
        }
        if (!method.equals("POST")) {
            return 405;
        }
        if (refusals.getOrDefault(client, 0) >= MAX_REFUSALS) {
            return 429;
        }
        List<Proof> tried = Arrays.stream(Proof.values())
                .filter(proof -> proof.in(request.headers()).isPresent())
                .toList();
        if (!tried.isEmpty() && request.body().length() > MAX_BODY) {
            return 413;
        }
        if (tried.stream().anyMatch(proof -> proof.isGenuine(request))) {
            return 202;
        }
        refusals.merge(client, 1, Integer::sum);
        return 401;
    }

    /** Whether what was made of a request by a small change may still prove who sent it. */
    static boolean mayProve(String changed, RawRequest request) {
        return Arrays.stream(Proof.values())
                .anyMatch(proof -> changed.contains(proof.of(request.body()))
                        && (proof.isToken() || request.chunks().stream().allMatch(changed::contains)));
    }
}
