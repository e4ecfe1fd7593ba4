package io.cdntopology.examples;

import io.cdntopology.Cdn;
import io.cdntopology.CdnTopology;
import io.cdntopology.embedded.Embedded;
import io.cdntopology.event.CdnEvent;
import io.cdntopology.git.Git;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;

/**
 * An application in a process of its own, to be limited and killed: follows a repository, and prints {@code live COMMIT}
 * for each commit that it has made live. Ends with its standard input.
 */
final class FollowingApplication {
    private FollowingApplication() {}

    public static void main(String[] args) throws Exception {
        CdnTopology topology = CdnTopology.builder()
                .name("docs")
                .content(Git.repository(args[0]).branch("main").pollInterval(Duration.ofMillis(2)))
                .coordination(Embedded.coordination())
                .platform(Embedded.platform(Path.of(args[1])))
                .edge("edge")
                .build();
        try (Cdn cdn = topology.start()) {
            System.out.println("live "
                    + cdn.awaitConverged(Duration.ofMinutes(5)).release().commit());
            cdn.events(event -> {
                if (event instanceof CdnEvent.Activated activated) {
                    System.out.println("live " + activated.release().commit());
                }
            });
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }
}
