package io.cdntopology.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.Cdn;
import io.cdntopology.Convergence;
import io.cdntopology.docker.Docker;
import io.cdntopology.etcd.Etcd;
import io.cdntopology.examples.recipe.OriginalRecipe;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("engine")
@DisplayName("The original recipe, as a program")
class OriginalRecipeIT {
    @Test
    @DisplayName("serves what is pushed, after the one call that was an etcdctl set")
    void recipe(@TempDir Path directory) throws Exception {
        GitOrigin origin = GitOrigin.create(directory.resolve("site.git"));
        commit(origin, "first");
        OriginalRecipe recipe = new OriginalRecipe(
                origin.repository().toString(),
                Etcd.managed().image("cdn-test/etcd:1"),
                Docker.local()
                        .edgeImage("cdn-test/nginx:1")
                        .agentImage("cdn-test/java:1")
                        .workDirectory(directory.resolve("work")));
        Cdn cdn = recipe.run();
        try {
            URI nginx = cdn.status().edges().get(0).address();
            assertThat(get(nginx)).isEqualTo("first");

            commit(origin, "second");
            Convergence served = OriginalRecipe.publish(cdn);

            assertThat(served.edges()).extracting(Convergence.Proof::address).containsExactly(nginx);
            assertThat(get(nginx)).isEqualTo("second");
            assertThat(cdn.plan().describe()).contains("Nothing is to be done");
        } finally {
            cdn.destroy();
        }
    }

    private static void commit(GitOrigin origin, String text) throws Exception {
        origin.commit(text, Map.of("index.html", GitOrigin.Blob.of(text)));
    }

    private static String get(URI edge) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(edge).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
