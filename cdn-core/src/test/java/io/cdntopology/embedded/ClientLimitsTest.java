package io.cdntopology.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.topology.PathPattern;
import io.cdntopology.topology.RateLimit;
import io.cdntopology.topology.RateRule;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The limits of clients")
class ClientLimitsTest {
    private final AtomicLong millis = new AtomicLong(-5);
    private final ClientLimits limits = new ClientLimits(
            List.of(rule("/**", RateLimit.perMinute(6, 2)), rule("/slow/*", RateLimit.perMinute(1, 0))), millis::get);

    private static RateRule rule(String pattern, RateLimit limit) {
        return new RateRule(new PathPattern(pattern), limit);
    }

    private static InetAddress client(int number) {
        try {
            return InetAddress.getByAddress(new byte[] {10, 0, (byte) (number >> 8), (byte) number});
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    private boolean lets(int client, String path) {
        return limits.retryAfter(client(client), RequestPath.parse(path).orElseThrow())
                .isEmpty();
    }

    @Test
    @DisplayName("let a burst pass, then what the rate allows")
    void leaks() {
        for (int i = 0; i < 3; i++) {
            assertThat(lets(1, "/a")).isTrue();
        }
        assertThat(lets(1, "/b")).isFalse();
        millis.addAndGet(9_999);
        assertThat(lets(1, "/b")).isFalse();
        millis.addAndGet(1);
        assertThat(lets(1, "/b")).isTrue();
        assertThat(lets(1, "/b")).isFalse();
        millis.addAndGet(Duration.ofDays(1).toMillis());
        for (int i = 0; i < 3; i++) {
            assertThat(lets(1, "/a")).isTrue();
        }
        assertThat(lets(1, "/a")).isFalse();
    }

    @Test
    @DisplayName("are those of each client")
    void perClient() {
        for (int i = 0; i < 3; i++) {
            assertThat(lets(1, "/a")).isTrue();
        }
        assertThat(lets(1, "/a")).isFalse();
        assertThat(lets(2, "/a")).isTrue();
    }

    @Test
    @DisplayName("count a request by all that apply or by none, and say when the slowest lets another pass")
    void several() {
        assertThat(lets(1, "/slow/a")).isTrue();
        for (int i = 0; i < 5; i++) {
            assertThat(limits.retryAfter(client(1), RequestPath.parse("/slow/b").orElseThrow()))
                    .contains(Duration.ofSeconds(63));
        }
        assertThat(lets(1, "/a")).isTrue();
        assertThat(lets(1, "/slow/a/b")).isTrue();
        assertThat(limits.retryAfter(client(1), RequestPath.parse("/").orElseThrow()))
                .contains(Duration.ofSeconds(10));
        assertThat(lets(1, "/-/health")).isTrue();
    }

    @Test
    @DisplayName("are kept for so many clients, those that asked last")
    void bounded() {
        for (int i = 0; i < 3; i++) {
            assertThat(lets(0, "/a")).isTrue();
        }
        for (int i = 1; i < LeakyBuckets.MAX_CLIENTS; i++) {
            assertThat(lets(i, "/a")).isTrue();
        }
        assertThat(lets(0, "/a")).isFalse();
        for (int i = 1; i <= LeakyBuckets.MAX_CLIENTS; i++) {
            assertThat(lets(i, "/a")).isTrue();
        }
        assertThat(lets(0, "/a")).isTrue();
    }
}
