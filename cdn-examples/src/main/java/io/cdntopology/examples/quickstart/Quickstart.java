package io.cdntopology.examples.quickstart;

import io.cdntopology.Cdn;
import io.cdntopology.CdnTopology;
import io.cdntopology.embedded.Embedded;
import io.cdntopology.git.Git;
import java.time.Duration;

public class Quickstart {
    public static void main(String[] args) {
        CdnTopology topology = CdnTopology.builder()
                .name("docs")
                .content(Git.repository(args[0]))
                .coordination(Embedded.coordination())
                .platform(Embedded.platform())
                .edges("eu", 3)
                .build();

        try (Cdn cdn = topology.start()) {
            cdn.awaitConverged(Duration.ofSeconds(30))
                    .edges()
                    .forEach(edge -> System.out.println(edge.edge() + " serves at " + edge.address()));
            // From here on every push is live by itself. To go back: cdn.rollback("broken header");
        }
    }
}
