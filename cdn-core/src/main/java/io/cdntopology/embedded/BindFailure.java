package io.cdntopology.embedded;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.topology.EdgeSpec;
import java.io.IOException;
import java.net.InetSocketAddress;

/** What it means, and what to do, when an edge cannot listen on its port. */
final class BindFailure {
    private BindFailure() {}

    /**
     * The failure to report.
     *
     * @param edge    the edge
     * @param option  the one of its options that says on which port
     * @param address where it was to listen
     * @param cause   what the operating system said. Java tells its reasons apart only in the message, which some
     *     systems translate; what is not recognized is reported as a port that is taken, by far the most frequent one.
     */
    static CdnException of(EdgeSpec edge, String option, InetSocketAddress address, IOException cause) {
        return CdnException.of(
                ErrorCode.EDGE_NOT_STARTED,
                "Starting the edge '" + edge.id() + "'",
                problem(edge, option, address, cause),
                cause);
    }

    private static Problem problem(EdgeSpec edge, String option, InetSocketAddress address, IOException cause) {
        String host = address.getAddress().getHostAddress();
        int port = address.getPort();
        String where = "edge(\"" + edge.id() + "\")." + option;
        String reason = String.valueOf(cause.getMessage());
        if (reason.contains("Permission denied")) {
            return new Problem(
                    where,
                    "this process may not listen on port " + port + " of " + host + " (" + reason + ")",
                    "give a port of 1024 or above, or leave it out for a free one");
        }
        if (reason.contains("Cannot assign") || reason.contains("not available")) {
            return new Problem(
                    "EmbeddedPlatform.withAddress",
                    host + " is no address of this machine (" + reason + ")",
                    "give one of its own addresses, or leave it out for 127.0.0.1");
        }
        return new Problem(
                where,
                "port " + port + " of " + host + " is taken (" + reason + ")",
                "end what listens there, give another port, or leave it out for a free one");
    }
}
