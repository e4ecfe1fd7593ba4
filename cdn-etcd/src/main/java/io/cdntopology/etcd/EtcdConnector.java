package io.cdntopology.etcd;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.ClientBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLException;

/**
 * Makes clients of jetcd as they were described, from the files and passwords as they are now.
 *
 * @param endpoints the members
 * @param tls       whether they are spoken to by TLS
 * @param options   the rest
 */
record EtcdConnector(List<URI> endpoints, boolean tls, EtcdOptions options) {
    private static final Duration KEEPALIVE_TIME = Duration.ofSeconds(10);
    private static final Duration KEEPALIVE_TIMEOUT = Duration.ofSeconds(3);

    /** Values are small, sites of a topology few; this is what a snapshot of everything may have. */
    private static final int MAX_ANSWER_BYTES = 64 << 20;

    Duration deadline() {
        return options.deadline();
    }

    /**
     * A new client, which connects at its first call.
     *
     * @param attempted what it is needed for, for reports
     * @throws io.cdntopology.failure.CdnException with {@code COORDINATION_REFUSED} if a file or a password cannot be had
     */
    Client connect(String attempted) {
        // A call that waited for a connection, or outlived its deadline, would be made although its caller gave up.
        ClientBuilder builder = Client.builder()
                .endpoints(endpoints)
                .waitForReady(false)
                .connectTimeout(deadline())
                .keepaliveTime(KEEPALIVE_TIME)
                .keepaliveTimeout(KEEPALIVE_TIMEOUT)
                .keepaliveWithoutCalls(true)
                .maxInboundMessageSize(MAX_ANSWER_BYTES)
                .retryMaxAttempts(0)
                .interceptor(new CallDeadline(deadline()));
        options.namespace().ifPresent(prefix -> builder.namespace(EtcdTransactions.bytes(prefix)));
        options.user()
                .ifPresent(user -> builder.user(EtcdTransactions.bytes(user.name()))
                        .password(EtcdTransactions.bytes(user.password().read(attempted))));
        if (tls) {
            secure(builder, attempted);
        }
        return builder.build();
    }

    private void secure(ClientBuilder builder, String attempted) {
        EtcdTls described = new EtcdTls(options.trust(), options.identity());
        try {
            builder.sslContext(context -> described.configure(context, attempted));
        } catch (SSLException e) {
            throw CdnException.of(
                    ErrorCode.COORDINATION_REFUSED,
                    attempted,
                    new Problem("TLS", "it cannot be set up", "see the security providers of the JVM"),
                    e);
        }
    }
}
