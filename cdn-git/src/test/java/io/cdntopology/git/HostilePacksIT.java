package io.cdntopology.git;

import io.cdntopology.git.HostileCase.End;
import io.cdntopology.git.HostilePacks.Attack;
import io.cdntopology.release.CommitId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Packs that no git server would send, sent by one. */
@Timeout(60)
class HostilePacksIT {
    @TempDir
    Path temp;

    private FarSide far;
    private GitHttpServer server;
    private Delivery delivery;

    @BeforeEach
    void deliverOnce() {
        far = FarSide.create(temp.resolve("far.git"));
        server = new GitHttpServer(temp);
        delivery = new Delivery(Git.repository(server.url("far.git")).deadline(Duration.ofSeconds(20)), temp);
        delivery.assertDelivers(far.put("index.html", "good").commit("Good"), Map.of("index.html", "good"));
    }

    @AfterEach
    void close() {
        delivery.close();
        server.close();
        far.close();
    }

    static Stream<HostileCase<Attack>> packs() {
        return HostilePacks.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("packs")
    void isRefusedOrReadAsItIs(HostileCase<Attack> hostile) {
        ScriptedUploadPack attack = hostile.attack().make();
        server.answer(Optional.of(attack));
        if (hostile.end() instanceof End.Refused refused) {
            delivery.assertRefused(refused.code(), refused.why());
        } else if (hostile.end() instanceof End.Served served) {
            delivery.assertDelivers(new CommitId(attack.tip()), served.files());
        }
        server.answer(Optional.empty());
        delivery.assertDelivers(far.put("index.html", "better").commit("Better"), Map.of("index.html", "better"));
    }
}
