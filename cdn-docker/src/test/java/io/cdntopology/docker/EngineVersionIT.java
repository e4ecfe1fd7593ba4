package io.cdntopology.docker;

import static io.cdntopology.docker.Failures.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.failure.ErrorCode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The version that is spoken to an engine")
class EngineVersionIT {
    private FakeEngine engine;

    @BeforeEach
    void start() throws Exception {
        engine = FakeEngine.onPort();
    }

    @AfterEach
    void stop() throws Exception {
        engine.close();
    }

    private EngineConnection open() {
        return EngineConnection.open(engine.host(), Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @CsvSource({
        "1.12, 1.41, 1.41",
        "1.24, 1.45, 1.45",
        "1.24, 1.47, 1.47",
        "1.24, 1.51, 1.47",
        "1.44, 1.52, 1.47",
        "1.47, 1.60, 1.47",
        "'', 1.43, 1.43",
        "1.24, 2.0, 1.47"
    })
    @DisplayName("is the newest that both sides know, and stays")
    void agreed(String oldest, String newest, String agreed) {
        engine.speaking(oldest, newest).answering("/containers/json", FakeEngine.json("[]"));
        try (EngineConnection connection = open()) {
            assertThat(connection.facts().apiVersion()).isEqualTo(agreed);
            assertThat(new Containers(connection).idOf(new ContainerName("web")))
                    .isEmpty();
        }
        assertThat(engine.requests()).hasSize(3);
        assertThat(engine.requests().get(0)).isEqualTo("GET /version");
        assertThat(engine.requests().get(1)).isEqualTo("GET /v" + agreed + "/info");
        assertThat(engine.requests().get(2)).startsWith("GET /v" + agreed + "/containers/json?");
    }

    @ParameterizedTest
    @CsvSource({"1.12, 1.40", "1.12, 1.9", "0.1, 0.99"})
    @DisplayName("cannot be agreed on with an engine that is too old")
    void tooOld(String oldest, String newest) {
        engine.speaking(oldest, newest);
        assertFails(
                ErrorCode.ENGINE_REFUSED,
                this::open,
                engine.host().toString(),
                "too old",
                newest,
                "1.41",
                "update it to Docker 20.10");
    }

    @ParameterizedTest
    @CsvSource({"1.48, 1.60", "2.0, 2.1"})
    @DisplayName("cannot be agreed on with an engine that is too new")
    void tooNew(String oldest, String newest) {
        engine.speaking(oldest, newest);
        assertFails(ErrorCode.ENGINE_REFUSED, this::open, "too new", oldest, "1.47", "update this library");
    }

    @ParameterizedTest
    @CsvSource({"''", "new", "1", "1.x", "99999.1", "1.41.2"})
    @DisplayName("cannot be agreed on with what says none")
    void none(String newest) {
        engine.speaking("1.24", newest);
        assertFails(ErrorCode.ENGINE_REFUSED, this::open, "is no Docker engine");
    }

    @Test
    @DisplayName("is known with all that the engine tells of itself")
    void facts() {
        engine.speaking("1.24", "1.41");
        try (EngineConnection connection = open()) {
            EngineFacts facts = connection.facts();
            assertThat(facts.storage().isSlow()).isTrue();
            assertThat(facts)
                    .isEqualTo(new EngineFacts(
                            "fake-id", "fake", "20.10.24", "1.41", facts.storage(), 2, "x86_64", "Fake OS", "6.1"));
            assertThat(connection).hasToString(engine.host().toString());
        }
    }

    @Test
    @DisplayName("is known of an engine that tells nothing of itself")
    void noFacts() {
        engine.speaking("1.24", "1.41").answering("/info", FakeEngine.json("{}"));
        try (EngineConnection connection = open()) {
            StorageDriver unknown = StorageDriver.reported("", List.of());
            assertThat(connection.facts()).isEqualTo(new EngineFacts("", "", "", "1.41", unknown, 0, "", "", ""));
        }
    }
}
