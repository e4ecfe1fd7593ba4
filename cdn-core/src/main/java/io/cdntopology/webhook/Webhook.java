package io.cdntopology.webhook;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * How a server that tells of pushes proves who it is: by a signature over what it sends, or by a token. What it says besides is
 * not looked at: whatever it is, it makes somebody look at the repository, so to say it again does no harm.
 *
 * <p>A secret has 16 characters or more. It may be given by a supplier that is asked each time, so that it can be renewed while
 * the application runs. It is in no message and no text. Comparing takes the same time however much of it is right.
 *
 * <p>Immutable; may be used by several threads, and by any server of the application besides a {@link WebhookReceiver}:
 *
 * <pre>{@code
 * if (Webhook.github(secret).accepts(request::getHeader, body)) {
 *     cdn.wake();
 * }
 * }</pre>
 */
public final class Webhook {
    private static final String HMAC = "HmacSHA256";
    private static final String SIGNATURE_PREFIX = "sha256=";
    private static final String TOKEN_PREFIX = "Bearer ";
    private static final int MIN_SECRET = 16;

    private final String name;
    private final String header;
    private final String prefix;
    private final boolean signed;
    private final Supplier<String> secret;

    private Webhook(String name, String header, String prefix, boolean signed, Supplier<String> secret) {
        this.name = name;
        this.header = header;
        this.prefix = prefix;
        this.signed = signed;
        this.secret = Objects.requireNonNull(secret, "secret");
    }

    private static Supplier<String> fixed(String name, String secret) {
        String valid = required(name, secret);
        return () -> valid;
    }

    private static String required(String name, @Nullable String secret) {
        if (secret == null || secret.length() < MIN_SECRET) {
            throw CdnException.of(
                    ErrorCode.INVALID_ARGUMENT,
                    "Verifying webhooks",
                    new Problem(
                            name + "(…)",
                            "its secret is missing, or has less than " + MIN_SECRET + " characters",
                            "give a random one, such as that of: openssl rand -hex 32"));
        }
        return secret;
    }

    /** Of GitHub: the signature in {@code X-Hub-Signature-256}. */
    public static Webhook github(String secret) {
        return github(fixed("github", secret));
    }

    /** As {@link #github(String)}, with a secret that is asked for each time. */
    public static Webhook github(Supplier<String> secret) {
        return new Webhook("github", "X-Hub-Signature-256", SIGNATURE_PREFIX, true, secret);
    }

    /** Of Gitea and Forgejo: the signature in {@code X-Gitea-Signature}. */
    public static Webhook gitea(String secret) {
        return gitea(fixed("gitea", secret));
    }

    /** As {@link #gitea(String)}, with a secret that is asked for each time. */
    public static Webhook gitea(Supplier<String> secret) {
        return new Webhook("gitea", "X-Gitea-Signature", "", true, secret);
    }

    /** Of Bitbucket, in the cloud and in data centers: the signature in {@code X-Hub-Signature}. */
    public static Webhook bitbucket(String secret) {
        return bitbucket(fixed("bitbucket", secret));
    }

    /** As {@link #bitbucket(String)}, with a secret that is asked for each time. */
    public static Webhook bitbucket(Supplier<String> secret) {
        return new Webhook("bitbucket", "X-Hub-Signature", SIGNATURE_PREFIX, true, secret);
    }

    /** Of GitLab: the secret token in {@code X-Gitlab-Token}. */
    public static Webhook gitlab(String token) {
        return gitlab(fixed("gitlab", token));
    }

    /** As {@link #gitlab(String)}, with a token that is asked for each time. */
    public static Webhook gitlab(Supplier<String> token) {
        return new Webhook("gitlab", "X-Gitlab-Token", "", false, token);
    }

    /** Of anybody who sends {@code Authorization: Bearer} and the token, such as {@code curl} in a hook of git's own. */
    public static Webhook token(String token) {
        return token(fixed("token", token));
    }

    /** As {@link #token(String)}, with a token that is asked for each time. */
    public static Webhook token(Supplier<String> token) {
        return new Webhook("token", "Authorization", TOKEN_PREFIX, false, token);
    }

    /**
     * Whether a request comes from who knows the secret.
     *
     * @param headers gives the value of a header by its name; null if there is none
     * @param body    what was sent, byte for byte
     * @throws CdnException with {@code INVALID_ARGUMENT} if the secret that there is cannot be used
     */
    public boolean accepts(Function<String, @Nullable String> headers, byte[] body) {
        return begin(headers)
                .map(verification -> {
                    verification.update(body, body.length);
                    return verification.isGenuine();
                })
                .orElse(false);
    }

    /** Begins to verify a request; empty if it does not even try to prove anything to this one. */
    Optional<Verification> begin(Function<String, @Nullable String> headers) {
        String proof = headers.apply(header);
        if (proof == null || !proof.startsWith(prefix)) {
            return Optional.empty();
        }
        String key = required(name, secret.get());
        return Optional.of(new Verification(proof.substring(prefix.length()), key, signed));
    }

    /** A request on its way: a body may be larger than anybody wants to keep. Used by one thread. */
    static final class Verification {
        private final String proof;
        private final String key;
        private final @Nullable Mac mac;

        private Verification(String proof, String key, boolean signed) {
            this.proof = proof;
            this.key = key;
            this.mac = signed ? mac(key) : null;
        }

        void update(byte[] bytes, int length) {
            if (mac != null) {
                mac.update(bytes, 0, length);
            }
        }

        /** After all of the body; to be called once. */
        boolean isGenuine() {
            if (mac == null) {
                return MessageDigest.isEqual(digest(key), digest(proof));
            }
            byte[] expected = HexFormat.of().formatHex(mac.doFinal()).getBytes(StandardCharsets.US_ASCII);
            return MessageDigest.isEqual(expected, proof.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static Mac mac(String key) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), HMAC));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + HMAC, e);
        }
    }

    /** Of equal length, so that not even that of the secret shows in the time that it takes. */
    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** What it is for; nothing of the secret. */
    @Override
    public String toString() {
        return "Webhook." + name;
    }
}
