package io.cdntopology.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.release.CommitId;
import io.cdntopology.release.Release;
import io.cdntopology.release.TreeId;
import io.cdntopology.spi.Entry;
import io.cdntopology.spi.Key;
import io.cdntopology.topology.EdgeId;
import io.cdntopology.topology.HostId;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Values in the coordination store")
class LedgerCodecTest {
    private static final Release RELEASE = new Release(new CommitId("a".repeat(40)), new TreeId("b".repeat(40)));
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678901Z");

    private final LedgerCodec codec = new LedgerCodec();

    private static Entry entry(String value) {
        return new Entry(new Key("/cdn/docs/desired/content"), value, 1, 1);
    }

    @Test
    @DisplayName("are read as they were written")
    void roundTrip() {
        Desired desired = new Desired(
                RELEASE, "https://git.example/ü.git", "me", "Say \"hello\"\n\u0001", AT, 42, Optional.empty());
        Desired together = new Desired(RELEASE, "here", "me", "why", AT, 1, Optional.of(RELEASE));
        Coming awaited = new Coming(RELEASE.commit(), Optional.of(RELEASE.commit()));
        Quarantine quarantine = new Quarantine(RELEASE.commit(), "bad", "me", AT);
        HostReport live = new HostReport(new HostId("eu"), HostReport.State.CONVERGED, Optional.of(RELEASE), "", AT);
        HostReport empty =
                new HostReport(new HostId("eu"), HostReport.State.STALLED, Optional.empty(), "why: \\ {}", AT);
        EdgeReport serving = new EdgeReport(
                new EdgeId("eu-1"), URI.create("http://127.0.0.1:80/"), Optional.of(RELEASE.commit()), "", AT);
        EdgeReport silent =
                new EdgeReport(new EdgeId("eu-1"), URI.create("http://127.0.0.1:80/"), Optional.empty(), "why", AT);

        assertThat(codec.edgeReport(entry(codec.encode(serving)))).isEqualTo(serving);
        assertThat(codec.edgeReport(entry(codec.encode(silent)))).isEqualTo(silent);
        assertThat(codec.leader(entry(codec.encodeLeader("me", AT)))).isEqualTo(new Leader("me", AT, 1));
        assertThat(codec.desired(entry(codec.encode(desired)))).isEqualTo(desired);
        assertThat(codec.desired(entry(codec.encode(together)))).isEqualTo(together);
        assertThat(codec.coming(entry(codec.encode(awaited)))).isEqualTo(awaited);
        assertThat(codec.quarantine(entry(codec.encode(quarantine)))).isEqualTo(quarantine);
        assertThat(codec.hostReport(entry(codec.encode(live)))).isEqualTo(live);
        assertThat(codec.hostReport(entry(codec.encode(empty)))).isEqualTo(empty);
    }

    @Test
    @DisplayName("may have more fields than this version knows")
    void unknownFields() {
        String value = codec.encode(new Quarantine(RELEASE.commit(), "bad", "me", AT))
                .replace("}", ",\"new\":\"x\",\"list\":[1,{\"a\":2}],\"number\":3}");

        assertThat(codec.quarantine(entry(value)).reason()).isEqualTo("bad");
    }

    @Test
    @DisplayName("of a newer version are refused, naming key and version")
    void newerVersion() {
        String value = codec.encode(new Quarantine(RELEASE.commit(), "bad", "me", AT))
                .replace("\"version\":\"1\"", "\"version\":\"2\"");

        assertThatThrownBy(() -> codec.quarantine(entry(value)))
                .isInstanceOfSatisfying(
                        CdnException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.COORDINATION_VALUE_UNREADABLE))
                .hasMessageContaining("/cdn/docs/desired/content")
                .hasMessageContaining("version 2");
    }

    @ParameterizedTest
    @DisplayName("that are none are refused, naming the key")
    @ValueSource(strings = {"", "[]", "{", "{}", "null", "{\"version\":\"1\"}", "{\"version\":\"x\"}", "\u0000"})
    void noValue(String value) {
        assertThatThrownBy(() -> codec.desired(entry(value)))
                .isInstanceOf(CdnException.class)
                .hasMessageContaining("/cdn/docs/desired/content");
    }
}
