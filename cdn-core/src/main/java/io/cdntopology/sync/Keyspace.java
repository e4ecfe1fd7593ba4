package io.cdntopology.sync;

import io.cdntopology.release.CommitId;
import io.cdntopology.spi.Key;
import io.cdntopology.topology.EdgeId;
import io.cdntopology.topology.HostId;
import io.cdntopology.topology.TopologyName;
import java.util.Locale;

/**
 * The keys of one line of a network in the coordination store. The one place that spells a key.
 *
 * <pre>
 * /cdn/&lt;name>/leader                   who decides; under the lease of its process
 * /cdn/&lt;name>/desired/content          the wanted release
 * /cdn/&lt;name>/desired/coming           a commit that may soon be wanted; under the lease of who looks at it
 * /cdn/&lt;name>/history/&lt;sequence>       each release that was wanted, the newest hundred
 * /cdn/&lt;name>/quarantine/&lt;commit>      commits that are kept out
 * /cdn/&lt;name>/wake                     any change has the process that decides look at the source
 * /cdn/&lt;name>/observed/&lt;host>          what a host says of itself; under the lease of its process
 * /cdn/&lt;name>/edges/&lt;edge>             what an edge said; under the lease of the process that asks it
 * </pre>
 *
 * <p>Those of the configuration are the same below {@code /cdn/<name>/configuration/}, with
 * {@code desired/configuration}, and without {@code edges}.
 */
record Keyspace(TopologyName name, Line line) {
    Key prefix() {
        Key network = new Key("/cdn/" + name + "/");
        return line == Line.CONTENT ? network : network.append(line + "/");
    }

    Key leader() {
        return prefix().append("leader");
    }

    Key desired() {
        return prefix().append("desired/");
    }

    Key desiredRelease() {
        return desired().append(line.toString());
    }

    Key coming() {
        return desired().append("coming");
    }

    Key history() {
        return prefix().append("history/");
    }

    /** Padded, so that the order of the keys is the order of the numbers. */
    Key history(long sequence) {
        return history().append(String.format(Locale.ROOT, "%019d", sequence));
    }

    Key quarantine() {
        return prefix().append("quarantine/");
    }

    Key quarantine(CommitId commit) {
        return quarantine().append(commit.value());
    }

    Key wake() {
        return prefix().append("wake");
    }

    Key observed() {
        return prefix().append("observed/");
    }

    Key observed(HostId host) {
        return observed().append(host.value());
    }

    Key edges() {
        return prefix().append("edges/");
    }

    Key edge(EdgeId edge) {
        return edges().append(edge.value());
    }
}
