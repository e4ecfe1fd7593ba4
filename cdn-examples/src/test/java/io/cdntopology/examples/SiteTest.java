package io.cdntopology.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.testkit.CdnExtension;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SiteTest {
    @RegisterExtension
    static final CdnExtension cdn = CdnExtension.of(topology -> topology.edges("eu", 2));

    @Test
    void showsWhatWasPublished() throws IOException {
        cdn.publish(site -> site.file("index.html", "Hello"));

        try (InputStream page = cdn.baseUri("eu-1").toURL().openStream()) {
            assertThat(page).hasContent("Hello");
        }
    }
}
