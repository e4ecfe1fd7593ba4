package io.cdntopology.testkit;

import io.cdntopology.CdnTopologyBuilder;
import io.cdntopology.embedded.Embedded;
import io.cdntopology.embedded.InMemoryContent;
import java.nio.file.Path;
import java.util.Map;

class EmbeddedTlsContractTest extends TlsContractTest {
    @Override
    protected void describe(CdnTopologyBuilder builder, Path home, Map<String, String> site) {
        InMemoryContent content = Embedded.content();
        content.edit(edits -> site.forEach(edits::file)).commit("Release");
        builder.name("tls")
                .content(content)
                .coordination(Embedded.coordination())
                .platform(Embedded.platform(home.resolve("cdn")));
    }

    /** The server of the JDK does not. */
    @Override
    protected boolean speaksHttp2() {
        return false;
    }
}
