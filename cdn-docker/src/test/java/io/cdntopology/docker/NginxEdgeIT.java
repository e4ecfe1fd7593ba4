package io.cdntopology.docker;

import io.cdntopology.embedded.InMemoryContent;
import io.cdntopology.release.TreeEntry;
import io.cdntopology.release.TreeId;
import io.cdntopology.rules.SiteRules;
import io.cdntopology.rules.SiteRulesRepository;
import io.cdntopology.spi.ContentReader;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.testkit.EdgeContractTest;
import io.cdntopology.testkit.EdgeFixture;
import io.cdntopology.topology.EdgeConfiguration;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;

@DisplayName("nginx with the generated configuration")
@NeedsEngine
class NginxEdgeIT extends EdgeContractTest {
    @Override
    protected EdgeFixture open(Path directory, EdgeConfiguration configuration) {
        return new Fixture(directory, configuration);
    }

    /** It takes a range of what it does not send. */
    @Override
    protected boolean ignoresRangesOfHead() {
        return false;
    }

    private static final class Fixture implements EdgeFixture {
        private final EngineConnection engine =
                EngineConnection.open(DockerHost.local(), EngineConnection.DEFAULT_TIMEOUT);
        private final List<NginxContainer> edges = new ArrayList<>();
        private final Path directory;
        private final EdgeConfiguration configuration;

        private Fixture(Path directory, EdgeConfiguration configuration) {
            this.directory = directory;
            this.configuration = configuration;
            try {
                Files.createDirectories(contentRoot());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Path contentRoot() {
            return directory.resolve("www");
        }

        @Override
        public URI startEdge() {
            NginxSettings settings = NginxSettings.DEFAULT.withConfiguration(configuration);
            String text = configuration.siteRules() ? withRules(settings) : NginxConfiguration.text(settings);
            NginxContainer edge = NginxContainer.start(engine, directory, contentRoot(), text);
            edges.add(edge);
            return edge.awaitAnswer();
        }

        /** In one file, what an edge of a network has in several. */
        private String withRules(NginxSettings settings) {
            String pointer = settings.contentRoot() + "/current";
            Map<String, String> rules = rules();
            String server = "listen " + settings.port() + ";\n"
                    + NginxConfiguration.server(settings, "rules", pointer)
                            .replace("include site.d/*.conf;", rules.get("site.d/headers.conf"));
            return NginxConfiguration.main(settings)
                    + NginxConfiguration.block(
                            "http",
                            NginxConfiguration.http(settings)
                                    + rules.get("conf.d/site.conf")
                                    + NginxConfiguration.block("server", server));
        }

        /** Those of the live release, by the paths of their files. */
        private Map<String, String> rules() {
            InMemoryContent content = InMemoryContent.create();
            content.edit(edits -> SiteRules.FILES.forEach(name -> edits.file(name, live(name))))
                    .commit("The rules");
            Map<String, String> texts = new HashMap<>();
            try (ContentRepository site = content.open(directory.resolve("rules"));
                    SiteRulesRepository rules = new SiteRulesRepository(site)) {
                TreeId root = rules.latest().release().tree();
                ContentReader reader = rules.reader();
                for (TreeEntry entry : reader.tree(root)) {
                    TreeEntry.Directory part = (TreeEntry.Directory) entry;
                    TreeEntry.File file =
                            (TreeEntry.File) reader.tree(part.tree()).get(0);
                    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                    reader.copy(file.blob(), bytes);
                    texts.put(part.name() + "/" + file.name(), bytes.toString(StandardCharsets.UTF_8));
                }
                return texts;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private String live(String name) {
            try {
                return Files.readString(contentRoot().resolve("current/site").resolve(name));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            edges.forEach(NginxContainer::close);
            engine.close();
        }
    }
}
