package io.cdntopology.docker;

import static io.cdntopology.docker.Failures.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.failure.ErrorCode;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Names and ids of containers")
class ContainerNamesTest {
    private static final String ID = "0123456789abcdef".repeat(4);

    @Test
    @DisplayName("are what an engine takes for one")
    void valid() {
        for (String name : List.of("ab", "www-content", "A.b_c-1", "0a", "x".repeat(200))) {
            assertThat(new ContainerName(name)).hasToString(name);
        }
        assertThat(new ContainerId(ID)).hasToString(ID);
        assertThat(new ContainerId(ID).shortForm()).isEqualTo("0123456789ab");
    }

    @Test
    @DisplayName("are refused if an engine takes them for none")
    void invalid() {
        for (String name : List.of("", "a", "-ab", ".ab", "a b", "a/b", "ab\t", "äb")) {
            assertFails(ErrorCode.INVALID_ARGUMENT, () -> new ContainerName(name), "use at least 2");
        }
        for (String id : List.of("", "abc", ID.toUpperCase(Locale.ROOT), ID + "0", ID.substring(1) + "g")) {
            assertFails(ErrorCode.INVALID_ARGUMENT, () -> new ContainerId(id), "docker ps --no-trunc");
        }
    }

    @Test
    @DisplayName("have no slash, which engines put before a name")
    void slash() {
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> new ContainerName("/web"), "leave the slash out");
        assertThat(ContainerName.reported("/web")).contains(new ContainerName("web"));
        assertThat(ContainerName.reported("/other/alias")).isEmpty();
        assertThat(ContainerName.reported("/")).isEmpty();
    }

    @Test
    @DisplayName("are sorted as text")
    void order() {
        assertThat(new ContainerName("ab")).isLessThan(new ContainerName("ac"));
        assertThat(new ContainerId("0".repeat(64))).isLessThan(new ContainerId("f".repeat(64)));
    }
}
