package io.cdntopology.store;

import io.cdntopology.embedded.InMemoryContent;
import io.cdntopology.release.Release;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.topology.ContentLimits;
import io.cdntopology.topology.Retention;
import java.nio.file.Path;

/** A process that publishes one small site into the content root given by its first argument. */
final class OnePublication {
    private OnePublication() {}

    public static void main(String[] arguments) {
        InMemoryContent content = InMemoryContent.create();
        try (ContentRepository repository = content.open(Path.of(arguments[1]));
                ReleaseStore store =
                        ReleaseStore.open(Path.of(arguments[0]), Retention.DEFAULT, ContentLimits.DEFAULT)) {
            content.edit(e -> e.file("docs/page.html", "page").executable("docs/run.cgi", "run"))
                    .commit("Publish");
            Release release = repository.latest().release();
            store.materialize(release, repository);
            store.activate(release);
        }
    }
}
