package io.cdntopology.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.git.HostileCase.End;
import io.cdntopology.git.HostileTrees.Attack;
import io.cdntopology.git.HostileTrees.Workbench;
import io.cdntopology.release.CommitId;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Trees that no git client would write, one after the other through the same open repository and store. */
@Timeout(60)
class HostileTreesIT {
    @TempDir
    static Path temp;

    private static FarSide far;
    private static Delivery delivery;
    private static CommitId good;
    private static int commits;

    @BeforeAll
    static void open() {
        far = FarSide.create(temp.resolve("far.git"));
        delivery = new Delivery(Git.repository(far.path()), temp);
        deliverGood();
    }

    @AfterAll
    static void close() {
        delivery.close();
        far.close();
    }

    static Stream<HostileCase<Attack>> trees() {
        return HostileTrees.all();
    }

    @Test
    void theHeapIsSmall() {
        assertThat(Runtime.getRuntime().maxMemory())
                .as("set by the build of this module")
                .isLessThanOrEqualTo(64L << 20);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("trees")
    void isRefusedOrServedAsItIs(HostileCase<Attack> hostile) {
        CommitId commit = far.commitTree(hostile.attack().root(Workbench.in(far)));
        if (hostile.end() instanceof End.Refused refused) {
            delivery.assertRefused(refused.code(), refused.why());
        } else if (hostile.end() instanceof End.Served served) {
            Map<String, String> files = new TreeMap<>(served.files());
            files.put("index.html", "new");
            delivery.assertDelivers(commit, files);
        }
        far.point("main", good);
        deliverGood();
    }

    private static void deliverGood() {
        String text = "good " + commits++;
        good = far.put("index.html", text).commit("Good");
        delivery.assertDelivers(good, Map.of("index.html", text));
    }
}
