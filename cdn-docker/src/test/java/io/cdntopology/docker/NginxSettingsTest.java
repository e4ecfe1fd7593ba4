package io.cdntopology.docker;

import static io.cdntopology.docker.Failures.assertFails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdntopology.failure.ErrorCode;
import io.cdntopology.topology.EdgeConfiguration;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The settings of nginx")
class NginxSettingsTest {
    private static final String ROOT = "/srv/.site";

    @Test
    @DisplayName("are in its configuration, which is the same for the same settings")
    void text() {
        NginxSettings settings =
                new NginxSettings(ROOT, EdgeConfiguration.DEFAULT, 4, 80, Optional.empty(), OptionalInt.of(3));
        assertThat(NginxConfiguration.text(settings))
                .startsWith("worker_processes 3;\n")
                .contains(
                        "        listen 80 default_server",
                        "-d /srv/.site/current/site)",
                        "(?<release>/srv/\\.site/\\.cdn/")
                .isEqualTo(NginxConfiguration.text(new NginxSettings(
                        ROOT, EdgeConfiguration.DEFAULT, 4, 80, Optional.empty(), OptionalInt.of(3))));
        assertThat(NginxConfiguration.text(NginxSettings.DEFAULT))
                .startsWith("worker_processes auto;\n")
                .contains("        listen 8080 default_server");
    }

    @Test
    @DisplayName("make another name of it where they make another text, and the text says the name")
    void name() {
        NginxSettings settings = NginxSettings.DEFAULT.withPort(80);
        String name = NginxConfiguration.name(settings);
        assertThat(name).startsWith("cdn-").isNotEqualTo(NginxConfiguration.name(NginxSettings.DEFAULT));
        assertThat(NginxConfiguration.text(settings)).contains("X-Cdn-Configuration " + name + " always;");
    }

    @Test
    @DisplayName("are refused where they are out of range, all at once")
    void refused() {
        assertFails(
                ErrorCode.INVALID_ARGUMENT,
                () -> new NginxSettings(ROOT, EdgeConfiguration.DEFAULT, 4, 0, Optional.empty(), OptionalInt.empty()),
                "0 is no TCP port");
        assertThatThrownBy(() -> new NginxSettings(
                        ROOT, EdgeConfiguration.DEFAULT, 4, 65_536, Optional.empty(), OptionalInt.of(0)))
                .hasMessageContainingAll("65536 is no TCP port", "workers");
    }
}
