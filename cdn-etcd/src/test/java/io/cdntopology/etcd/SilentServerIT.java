package io.cdntopology.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.spi.CoordinationClient;
import io.cdntopology.spi.Key;
import io.cdntopology.spi.Transaction;
import io.cdntopology.spi.Write;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A server that takes connections and never says a word")
@Timeout(60)
@Isolated("it measures how long calls take")
class SilentServerIT {
    private static final Key KEY = new Key("/silent/key");

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    @DisplayName("is given up at the deadline, by every call, and closing does not wait for it")
    void deadline(String scheme) throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            CoordinationClient client = Etcd.endpoints(scheme + "://127.0.0.1:" + silent.getLocalPort())
                    .timeout(Duration.ofMillis(500))
                    .connect();
            assertUnavailableSoon(() -> client.read(KEY));
            assertUnavailableSoon(
                    () -> client.commit(new Transaction(List.of(), List.of(new Write.Put(KEY, "never")))));
            assertUnavailableSoon(() -> client.grant(Duration.ofSeconds(5), () -> {}));
            long start = System.nanoTime();
            client.close();
            assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(5));
        }
    }

    private static void assertUnavailableSoon(ThrowingCallable call) {
        long start = System.nanoTime();
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CdnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.COORDINATION_UNAVAILABLE))
                .hasMessageContaining("majority");
        assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(10));
    }
}
