package io.cdntopology.testkit;

import io.cdntopology.CdnStatus;
import io.cdntopology.topology.TopologyName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** No failure, but what a network was like when a test failed: told where every tool shows it, among what is suppressed. */
final class NetworkState extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * @param status empty if it did not start
     * @param events the newest events, as people read them
     */
    NetworkState(TopologyName name, Optional<CdnStatus> status, List<String> events) {
        super(text(name, status, events), null, false, false);
    }

    private static String text(TopologyName name, Optional<CdnStatus> status, List<String> events) {
        List<String> lines = new ArrayList<>();
        lines.add("The network " + name + status.map(known -> "").orElse(", which did not start"));
        status.ifPresent(known -> {
            lines.add("wanted: "
                    + known.desired()
                            .map(desired -> "commit " + desired.release().commit())
                            .orElse("nothing yet"));
            known.edges()
                    .forEach(edge -> lines.add("edge " + edge.edge() + " at " + edge.address() + ": "
                            + edge.commit().map(commit -> "serves " + commit).orElse(edge.trouble())));
            known.hosts().forEach(host -> lines.add("host " + host.host() + ": " + host.state() + " " + host.detail()));
            known.engines().forEach(engine -> lines.add("engine " + engine));
            known.troubles().forEach(trouble -> lines.add("trouble: " + trouble.getMessage()));
        });
        events.forEach(event -> lines.add("event: " + event));
        return String.join("\n    ", lines);
    }
}
