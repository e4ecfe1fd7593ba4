package io.cdntopology.docker;

import io.cdntopology.topology.EdgeTls;
import java.util.Optional;

/** What a configuration says of TLS. It needs nginx 1.25.1 or newer. */
final class NginxTls {
    /** Of the ciphers of TLS 1.2, those with forward secrecy that authenticate what they encrypt; of 1.3, all. */
    private static final String DIRECTIVES = """
            ssl_certificate FILE;
            ssl_certificate_key FILE;
            ssl_protocols TLSv1.2 TLSv1.3;
            ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;
            ssl_prefer_server_ciphers off;
            # One cache for all workers. Tickets would be sealed by a key that is not changed while nginx runs.
            ssl_session_cache shared:cdn_tls:4m;
            ssl_session_timeout 1d;
            ssl_session_tickets off;
            http2 on;
            """.replace("FILE", EdgeCertificates.FILE);

    private static final String LISTEN = "listen %d ssl default_server backlog=4096;\n";

    /** A request without the name of a host cannot be told where to go. */
    private static final String REDIRECT = """
            set $plain "$scheme://$host$uri";
            if ($plain ~ "^http://[^/]+/(?!-/)") {
                return 308 https://$hostPORT$request_uri;
            }
            """;

    private NginxTls() {}

    /** The protocol and the certificate, for the block of a server. */
    static String directives() {
        return DIRECTIVES;
    }

    /** Where a server listens, for its block; nothing without TLS. */
    static String listen(Optional<EdgeTls> tls) {
        return tls.map(how -> LISTEN.formatted(how.port())).orElse("");
    }

    /** What leads from plain HTTP to {@code https}, for the block of a server; nothing where it is not to. */
    static String redirect(Optional<EdgeTls> tls) {
        return tls.filter(how -> how.redirectPort().isPresent())
                .map(how -> how.redirectPort().getAsInt())
                .map(port -> REDIRECT.replace("PORT", port == EdgeTls.HTTPS ? "" : ":" + port))
                .orElse("");
    }
}
