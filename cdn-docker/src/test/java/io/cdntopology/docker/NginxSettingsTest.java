package io.cdntopology.docker;

import static io.cdntopology.docker.Failures.assertFails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdntopology.failure.ErrorCode;
import java.util.OptionalInt;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The settings of nginx")
class NginxSettingsTest {
    @Test
    @DisplayName("are in its configuration, which is the same for the same settings")
    void text() {
        NginxSettings settings = new NginxSettings(80, OptionalInt.of(3));
        assertThat(NginxConfiguration.text(settings))
                .startsWith("worker_processes 3;\n")
                .contains("        listen 80 default_server")
                .isEqualTo(NginxConfiguration.text(new NginxSettings(80, OptionalInt.of(3))));
        assertThat(NginxConfiguration.text(NginxSettings.DEFAULT))
                .startsWith("worker_processes auto;\n")
                .contains("        listen 8080 default_server");
    }

    @Test
    @DisplayName("are refused where they are out of range, all at once")
    void refused() {
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> new NginxSettings(0, OptionalInt.empty()), "0 is no TCP port");
        assertThatThrownBy(() -> new NginxSettings(65_536, OptionalInt.of(0)))
                .hasMessageContainingAll("65536 is no TCP port", "workers");
    }
}
