package io.cdntopology.docker;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.spi.EdgeContract;
import io.cdntopology.topology.EdgeConfiguration;
import io.cdntopology.topology.EdgeTls;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What may differ between the nginx of one edge and that of another.
 *
 * @param contentRoot   where the content root is in its container; default {@code /www}
 * @param configuration what it says besides content; default {@link EdgeConfiguration#DEFAULT}
 * @param earlier       in how many releases before the live one assets are looked for, 0 to 9; default 4
 * @param port          the TCP port that it listens on in its container, 1 to 65535; default 8080, for which it needs no
 *     capability
 * @param tls           how it answers over TLS, by {@link EdgeCertificates#FILE}; empty, the default, if it does not
 * @param workers       how many processes answer requests, 1 to 1024; empty, the default, is one for each processor of the
 *     machine, whatever share of them the container is given
 */
record NginxSettings(
        String contentRoot,
        EdgeConfiguration configuration,
        int earlier,
        int port,
        Optional<EdgeTls> tls,
        OptionalInt workers) {
    /** {@code /www}, port 8080, one worker for each processor. */
    static final NginxSettings DEFAULT =
            new NginxSettings("/www", EdgeConfiguration.DEFAULT, 4, 8080, Optional.empty(), OptionalInt.empty());

    private static final int MAX_PORT = 65_535;
    private static final int MAX_WORKERS = 1024;

    /**
     * @throws CdnException with {@code INVALID_ARGUMENT} naming each value that is out of range
     */
    NginxSettings {
        List<Problem> problems = new ArrayList<>();
        if (port < 1 || port > MAX_PORT) {
            problems.add(new Problem("port", port + " is no TCP port", "give 1 to " + MAX_PORT));
        }
        if (tls.filter(how -> how.port() == port).isPresent()) {
            problems.add(new Problem("tls", port + " is its port without TLS", "give another one by withPort(…)"));
        }
        workers.ifPresent(count -> {
            if (count < 1 || count > MAX_WORKERS) {
                problems.add(new Problem("workers", count + " is out of range", "give 1 to " + MAX_WORKERS));
            }
        });
        if (!problems.isEmpty()) {
            throw CdnException.of(ErrorCode.INVALID_ARGUMENT, "Configuring nginx", problems);
        }
    }

    /** A copy with another {@link #contentRoot}. */
    NginxSettings withContentRoot(String path) {
        return new NginxSettings(path, configuration, earlier, port, tls, workers);
    }

    /** A copy with another {@link #configuration}. */
    NginxSettings withConfiguration(EdgeConfiguration said) {
        return new NginxSettings(contentRoot, said, earlier, port, tls, workers);
    }

    /** A copy for a content root in which so many releases stay. */
    NginxSettings withReleases(int releases) {
        return new NginxSettings(
                contentRoot,
                configuration,
                Math.min(EdgeContract.MAX_EARLIER_RELEASES, releases - 1),
                port,
                tls,
                workers);
    }

    /** A copy with another {@link #port}. */
    NginxSettings withPort(int number) {
        return new NginxSettings(contentRoot, configuration, earlier, number, tls, workers);
    }

    /** A copy with other {@link #tls}. */
    NginxSettings withTls(Optional<EdgeTls> how) {
        return new NginxSettings(contentRoot, configuration, earlier, port, how, workers);
    }
}
