package io.cdntopology.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdntopology.embedded.ContentEdits;
import io.cdntopology.embedded.InMemoryContent;
import io.cdntopology.failure.CdnException;
import io.cdntopology.release.CommitId;
import io.cdntopology.release.Release;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.store.ReleaseStore;
import io.cdntopology.topology.ContentLimits;
import io.cdntopology.topology.Retention;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The configuration that is made of a site's rules")
class SiteRulesRepositoryTest {
    private final InMemoryContent content = InMemoryContent.create();
    private Path directory;
    private ContentRepository site;
    private SiteRulesRepository rules;

    @BeforeEach
    void open(@TempDir Path home) {
        directory = home;
        site = content.open(home.resolve("site"));
        rules = new SiteRulesRepository(site);
    }

    @AfterEach
    void close() {
        site.close();
    }

    private CommitId commit(Consumer<ContentEdits> edits) {
        return content.edit(edits).commit("next");
    }

    private Release release(CommitId commit) {
        site.latest();
        return rules.at(commit).release();
    }

    @Test
    @DisplayName("is another one where rules are, and only there")
    void treeFollowsRules() {
        Release none = release(commit(edits -> edits.file("index.html", "1")));
        Release redirects = release(commit(edits -> edits.file("_redirects", "/a /b\n")));
        Release same = release(commit(edits -> edits.file("index.html", "2").file("_headers", "# none\n")));
        Release headers = release(commit(edits -> edits.file("_headers", "/\n  X-A: 1\n")));

        assertThat(same.tree()).isEqualTo(redirects.tree());
        assertThat(none.tree()).isNotEqualTo(redirects.tree());
        assertThat(headers.tree()).isNotEqualTo(redirects.tree());
    }

    @Test
    @DisplayName("is one that git would know by the same name, and can be put on a host")
    void materializes() throws Exception {
        Release release =
                release(commit(edits -> edits.file("_redirects", "/a /b\n").file("_headers", "/\n  X-A: 1\n")));
        try (ReleaseStore store =
                ReleaseStore.open(directory.resolve("store"), Retention.DEFAULT, ContentLimits.DEFAULT)) {
            store.materialize(release, rules);
            store.activate(release);
        }
        Path made = directory.resolve("store/current/site");
        assertThat(made.resolve("conf.d/site.conf")).content().contains("301 /b");
        assertThat(made.resolve("site.d/headers.conf")).content().contains("add_header X-A $said_x_a always;");

        InMemoryContent same = InMemoryContent.create();
        for (String path : List.of("conf.d/site.conf", "site.d/headers.conf")) {
            String text = Files.readString(made.resolve(path));
            CommitId unused = same.edit(edits -> edits.file(path, text)).commit(path);
        }
        try (ContentRepository repository = same.open(directory.resolve("same"))) {
            assertThat(repository.latest().release().tree()).isEqualTo(release.tree());
        }
    }

    @Test
    @DisplayName("is not made where a rule is no file")
    void linkIsRefused() {
        CommitId commit = commit(edits -> edits.file("rules", "/a /b\n").link("_redirects", "rules"));
        site.latest();
        assertThatThrownBy(() -> rules.at(commit))
                .isInstanceOf(CdnException.class)
                .hasMessageContaining("_redirects: it is no file");
    }

    @Test
    @DisplayName("cannot be read before it was made")
    void unknown() {
        Release release = release(commit(edits -> edits.file("_redirects", "/a /b\n")));
        SiteRulesRepository other = new SiteRulesRepository(site);
        assertThatThrownBy(() -> other.reader().tree(release.tree()))
                .isInstanceOf(CdnException.class)
                .hasMessageContaining("ask for their commit first");
    }
}
