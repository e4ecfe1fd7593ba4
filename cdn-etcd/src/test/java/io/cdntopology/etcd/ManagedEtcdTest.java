package io.cdntopology.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdntopology.CdnTopology;
import io.cdntopology.embedded.Embedded;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.topology.ServiceSpec;
import io.cdntopology.topology.TopologyName;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The description of a managed etcd")
class ManagedEtcdTest {
    private static void assertFails(ErrorCode code, String text, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CdnException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(text);
    }

    @Test
    @DisplayName("refuses what is out of range, and a second value")
    void mistakes() {
        assertFails(
                ErrorCode.INVALID_ARGUMENT, "2 members", () -> Etcd.managed().members(2));
        assertFails(ErrorCode.INVALID_ARGUMENT, "blank", () -> Etcd.managed().image(" "));
        assertFails(
                ErrorCode.INVALID_ARGUMENT,
                "1 is out of range",
                () -> Etcd.managed().quotaBytes(1));
        assertFails(
                ErrorCode.INVALID_ARGUMENT,
                "PT0S is out of range",
                () -> Etcd.managed().timeout(Duration.ZERO));
        assertFails(
                ErrorCode.OPTION_SET_TWICE,
                "1 already",
                () -> Etcd.managed().members(1).members(3));
        assertFails(
                ErrorCode.OPTION_SET_TWICE,
                "PT1S already",
                () -> Etcd.managed().timeout(Duration.ofSeconds(1)).timeout(Duration.ofSeconds(2)));
    }

    @Test
    @DisplayName("puts data on a volume, compacts by itself and is bounded")
    void services() {
        assertThat(Etcd.managed()
                        .members(3)
                        .image("registry.example/etcd:1")
                        .quotaBytes(64 << 20)
                        .services(new TopologyName("docs")))
                .hasSize(3)
                .extracting(ServiceSpec::name)
                .containsExactly("etcd-1", "etcd-2", "etcd-3");
        ServiceSpec member = Etcd.managed().services(new TopologyName("docs")).get(0);
        assertThat(member.command())
                .contains(
                        "--data-dir=" + member.dataDirectory(),
                        "--auto-compaction-mode=periodic",
                        "--auto-compaction-retention=1h",
                        "--quota-backend-bytes=2147483648");
    }

    @Test
    @DisplayName("is refused clearly on a platform that runs no containers")
    void noContainers() {
        CdnTopology topology = CdnTopology.builder()
                .name("docs")
                .content(Embedded.content())
                .coordination(Etcd.managed())
                .platform(Embedded.platform())
                .edge("eu")
                .build();

        assertThat(topology.toString()).contains("an etcd of 1 on the platform");
        assertFails(ErrorCode.INVALID_TOPOLOGY, "it runs no containers", topology::start);
    }
}
