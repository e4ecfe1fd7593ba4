package io.cdntopology.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.failure.CdnException;
import io.cdntopology.git.HostileCase.End;
import io.cdntopology.git.HostileSources.Attack;
import io.cdntopology.release.CommitId;
import io.cdntopology.spi.DirectoryTree;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Repositories in a directory of this machine, in which there is what git would not have put there. */
@Timeout(60)
class HostileSourcesIT {
    @TempDir
    Path temp;

    static Stream<HostileCase<Attack>> sources() {
        return HostileSources.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sources")
    void isRefusedOrReadAsItIs(HostileCase<Attack> hostile) throws IOException {
        Files.writeString(temp.resolve("secret"), HostileSources.SECRET);
        GitSource source = Git.repository(temp.resolve("far.git")).deadline(Duration.ofSeconds(20));
        try (Delivery delivery = new Delivery(source, temp)) {
            try (FarSide far = FarSide.create(temp.resolve("far.git"))) {
                far.put("index.html", "good").commit("Good");
                hostile.attack().on(far);
                if (hostile.end() instanceof End.Refused refused) {
                    assertTellsNothing(delivery.assertRefused(refused.code(), refused.why()));
                } else if (hostile.end() instanceof End.Served served) {
                    Map<String, String> files = new TreeMap<>(served.files());
                    files.put("index.html", "good");
                    delivery.assertDelivers(files);
                }
            }
            DirectoryTree.delete(temp.resolve("far.git"));
            try (FarSide far = FarSide.create(temp.resolve("far.git"))) {
                CommitId good = far.put("index.html", "better").commit("Better");
                delivery.assertDelivers(good, Map.of("index.html", "better"));
            }
        }
    }

    static Stream<HostileCase<Attack>> amongTags() {
        return HostileSources.amongTags();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("amongTags")
    void isRefusedWhereTheNewestTagIsFollowed(HostileCase<Attack> hostile) throws IOException {
        GitSource source =
                Git.repository(temp.resolve("far.git")).newestTag("v*").deadline(Duration.ofSeconds(20));
        try (FarSide far = FarSide.create(temp.resolve("far.git"));
                Delivery delivery = new Delivery(source, temp)) {
            far.put("index.html", "good").commit("Good");
            hostile.attack().on(far);
            End.Refused refused = (End.Refused) hostile.end();
            delivery.assertRefused(refused.code(), refused.why());
        }
    }

    private static void assertTellsNothing(CdnException failure) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString()).doesNotContain("the secret of somebody else");
    }
}
