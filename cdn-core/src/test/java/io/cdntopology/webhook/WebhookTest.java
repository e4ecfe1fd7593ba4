package io.cdntopology.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdntopology.failure.CdnException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A webhook")
class WebhookTest {
    /** The example of GitHub's documentation, "Validating webhook deliveries". */
    private static final String SECRET = "It's a Secret to Everybody";

    private static final byte[] BODY = "Hello, World!".getBytes(StandardCharsets.UTF_8);
    private static final String SIGNATURE = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

    private static boolean accepts(Webhook webhook, Map<String, String> headers) {
        return webhook.accepts(headers::get, BODY);
    }

    static String signature(String secret, byte[] body) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(body));
    }

    @Test
    @DisplayName("is verified as each server signs it")
    void accepted() {
        assertThat(accepts(Webhook.github(SECRET), Map.of("X-Hub-Signature-256", "sha256=" + SIGNATURE)))
                .isTrue();
        assertThat(accepts(Webhook.gitea(SECRET), Map.of("X-Gitea-Signature", SIGNATURE)))
                .isTrue();
        assertThat(accepts(Webhook.bitbucket(SECRET), Map.of("X-Hub-Signature", "sha256=" + SIGNATURE)))
                .isTrue();
        assertThat(accepts(Webhook.gitlab(SECRET), Map.of("X-Gitlab-Token", SECRET)))
                .isTrue();
        assertThat(accepts(Webhook.token(SECRET), Map.of("Authorization", "Bearer " + SECRET)))
                .isTrue();
    }

    @Test
    @DisplayName("is refused with anything else")
    void refused() {
        Webhook github = Webhook.github(SECRET);
        assertThat(accepts(github, Map.of())).isFalse();
        assertThat(accepts(github, Map.of("X-Hub-Signature-256", SIGNATURE))).isFalse();
        assertThat(accepts(github, Map.of("X-Hub-Signature-256", "sha256="))).isFalse();
        assertThat(accepts(github, Map.of("X-Hub-Signature-256", "sha1=" + SIGNATURE)))
                .isFalse();
        assertThat(accepts(github, Map.of("X-Hub-Signature-256", "sha256=" + SIGNATURE + "00")))
                .isFalse();
        assertThat(github.accepts(Map.of("X-Hub-Signature-256", "sha256=" + SIGNATURE)::get, new byte[0]))
                .isFalse();
        assertThat(accepts(Webhook.gitlab(SECRET), Map.of("X-Gitlab-Token", SECRET + "x")))
                .isFalse();
        assertThat(accepts(Webhook.gitlab(SECRET), Map.of("X-Gitlab-Token", SIGNATURE)))
                .isFalse();
        assertThat(accepts(Webhook.token(SECRET), Map.of("Authorization", "Basic " + SECRET)))
                .isFalse();
        assertThat(accepts(Webhook.token(SECRET), Map.of("Authorization", SECRET)))
                .isFalse();
    }

    @Test
    @DisplayName("is refused with one character of its signature changed, whichever, and with any other text")
    void fuzzed() {
        Random random = new Random(20_261_128);
        Webhook gitea = Webhook.gitea(SECRET);
        for (int i = 0; i < SIGNATURE.length(); i++) {
            char other = SIGNATURE.charAt(i) == '0' ? '1' : '0';
            String changed = SIGNATURE.substring(0, i) + other + SIGNATURE.substring(i + 1);
            assertThat(accepts(gitea, Map.of("X-Gitea-Signature", changed))).isFalse();
        }
        for (int i = 0; i < 2_000; i++) {
            byte[] body = new byte[random.nextInt(200)];
            random.nextBytes(body);
            byte[] proof = new byte[random.nextInt(100)];
            random.nextBytes(proof);
            String text = new String(proof, StandardCharsets.ISO_8859_1);
            assertThat(gitea.accepts(Map.of("X-Gitea-Signature", text)::get, body))
                    .isFalse();
            assertThat(gitea.accepts(Map.of("X-Gitea-Signature", SIGNATURE)::get, body))
                    .isFalse();
        }
    }

    @Test
    @DisplayName("has a secret that cannot be guessed, is asked for each time, and is not shown")
    void secret() {
        assertThatThrownBy(() -> Webhook.github("fifteen letters"))
                .isInstanceOf(CdnException.class)
                .hasMessageContaining("less than 16")
                .hasMessageNotContaining("fifteen");
        AtomicReference<String> current = new AtomicReference<>(SECRET);
        Webhook renewed = Webhook.gitlab(current::get);
        assertThat(renewed).hasToString("Webhook.gitlab");
        current.set("another secret, as long");
        assertThat(accepts(renewed, Map.of("X-Gitlab-Token", SECRET))).isFalse();
        assertThat(accepts(renewed, Map.of("X-Gitlab-Token", current.get()))).isTrue();
        current.set("");
        assertThatThrownBy(() -> accepts(renewed, Map.of("X-Gitlab-Token", ""))).isInstanceOf(CdnException.class);
    }
}
