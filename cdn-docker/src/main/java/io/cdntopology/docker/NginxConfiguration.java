package io.cdntopology.docker;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The text of an {@code nginx.conf} with which a stock nginx, 1.22 or newer, serves a content root.
 *
 * <p>It needs the content root, which it only reads, and a place to write at {@code /run} and {@code /var/cache/nginx}. It
 * runs as root or as any other user, and includes no other file. What it answers is what {@code EdgeContractTest} in
 * cdn-testkit says; besides, it names itself at {@value #NAME_PATH}.
 *
 * <p>Each request is answered from one release. The pointer to the live one is followed once, before anything else, and
 * all that comes later uses what it led to then. nginx would follow it again after an internal redirect, so there is
 * none: directories are rewritten to their index before their location is looked for, and errors lead to named locations.
 */
final class NginxConfiguration {
    /** Where nginx says what the configuration is called that it runs with ... */
    static final String NAME_PATH = "/-/configuration";

    /** ... by this header. */
    static final String NAME_HEADER = "X-Cdn-Configuration";

    /** No text of others holds it: with its dollar sign it is no value, and a pattern has its underscore escaped. */
    private static final String NAME = "$CONFIGURATION_NAME";

    /**
     * As many connections as nginx comes with: a worker has memory for all of them, and there is one for each processor.
     * With 4,096 it was 2 MiB, and an edge did not start on a machine with 128 processors in the memory that it has by default.
     */
    private static final String MAIN = """
            worker_processes %s;
            worker_rlimit_nofile 16384;
            pid /run/nginx.pid;
            error_log stderr warn;
            pcre_jit on;
            events {
                worker_connections 1024;
            }
            """;

    /** A root file system that is read-only has none of the places that nginx was compiled with. */
    static final String TEMPORARY_FILES = """
            client_body_temp_path /var/cache/nginx/client;
            proxy_temp_path /var/cache/nginx/proxy;
            fastcgi_temp_path /var/cache/nginx/fastcgi;
            uwsgi_temp_path /var/cache/nginx/uwsgi;
            scgi_temp_path /var/cache/nginx/scgi;
            """;

    private static final String LOG = """
            log_format line escape=json
                '{"time":"$time_iso8601","client":"$remote_addr","method":"$logged_method","uri":"$logged_uri",'
                '"status":"$status","bytes":$bytes_sent,"seconds":$request_time,"release":"$commit",'
                '"agent":"$logged_agent"}';
            # What processes write at the same time stays apart up to this size. A line is shorter, and not kept for longer.
            access_log /dev/stdout line buffer=4k flush=1s;
            log_not_found off;
            """;

    private static final String CONNECTIONS = """
            keepalive_timeout 65s;
            keepalive_requests 10000;
            client_header_timeout 10s;
            client_body_timeout 10s;
            send_timeout 30s;
            lingering_time 10s;
            lingering_timeout 2s;
            reset_timedout_connection on;
            client_header_buffer_size 1k;
            large_client_header_buffers 4 8k;
            client_max_body_size 1k;
            sendfile on;
            tcp_nopush on;
            """;

    private static final String ANSWERS = """
            if_modified_since off;
            server_tokens off;
            absolute_redirect off;
            max_ranges 1;
            # What is said in text is text, whatever the name that was asked for ends with.
            types {
            }
            default_type text/plain;
            """;

    private static final String ABOUT_THE_EDGE = """
            location = /-/health {
                access_log off;
                return 200 ok;
            }
            location = /-/configuration {
                access_log off;
                add_header Cache-Control no-store always;
                add_header X-Cdn-Configuration $CONFIGURATION_NAME always;
                return 204;
            }
            location = /-/release {
                default_type application/json;
                etag off;
                max_ranges 0;
                alias $release/release.json;
            }
            """;

    private static final String CONTENT = """
            alias $release/site$file;
            default_type application/octet-stream;
            """;

    /**
     * What pages are made of is small: copied, it leaves in one piece with its headers, by two calls of the kernel instead of
     * four. A large file is not copied.
     */
    private static final String PAGES = """
            location ~ "/index\\.html$" {
                sendfile off;
                # ... if that is a file.
                if (-d $index) {
                    return 404;
                }
            }
            location ~ "\\.(?:html?|css|m?js|svg)$" {
                sendfile off;
            }
            """;

    private static final String ERRORS = """
            error_page 405 @method;
            error_page 416 @range;
            error_page 503 @unready;
            location @method {
                set $allow "GET, HEAD, OPTIONS";
                return 405 "Only GET and HEAD are answered here\\n";
            }
            location @unready {
                set $retry_after 1;
                return 503 "No release is live yet\\n";
            }
            location @range {
                # The headers were added before the range was looked at, and would be added once more.
                add_header Cache-Control no-store always;
                return 416 "The file ends before this range\\n";
            }
            """;

    private NginxConfiguration() {}

    /** The whole text, the same for the same settings. */
    static String text(NginxSettings settings) {
        String draft = draft(settings);
        return draft.replace(NAME, name(draft));
    }

    /** What it is called: another text has another name. */
    static String name(NginxSettings settings) {
        return name(draft(settings));
    }

    private static String name(String draft) {
        return "cdn-" + ShortHash.of(List.of(draft.getBytes(StandardCharsets.UTF_8)));
    }

    private static String draft(NginxSettings settings) {
        String server = server(settings, NAME, settings.contentRoot() + "/current");
        return main(settings) + block("http", http(settings) + block("server", listen(settings) + server));
    }

    private static String listen(NginxSettings settings) {
        return "listen " + settings.port() + " default_server backlog=4096;\n"
                + NginxTls.listen(settings.tls())
                + settings.tls().map(how -> NginxTls.directives()).orElse("");
    }

    /** What comes before the block of {@code http}. */
    static String main(NginxSettings settings) {
        return MAIN.formatted(workers(settings));
    }

    /** What is in the block of {@code http} besides servers. */
    static String http(NginxSettings settings) {
        NginxHeaders headers = new NginxHeaders(settings.configuration());
        String maps =
                variants(settings).maps() + headers.maps() + limits(settings).zones();
        return TEMPORARY_FILES + LOG + CONNECTIONS + maps;
    }

    private static NginxVariants variants(NginxSettings settings) {
        return new NginxVariants(settings.configuration().encodings());
    }

    private static NginxLimits limits(NginxSettings settings) {
        return new NginxLimits(settings.configuration().rateLimits());
    }

    private static String workers(NginxSettings settings) {
        return settings.workers().isPresent()
                ? String.valueOf(settings.workers().getAsInt())
                : "auto";
    }

    /**
     * What is in the block of a server that serves the content, besides where it listens.
     *
     * @param name    what the configuration is called
     * @param pointer the path of the link to the release that is served, or a variable that holds it
     */
    static String server(NginxSettings settings, String name, String pointer) {
        NginxLimits limits = limits(settings);
        NginxVariants variants = variants(settings);
        String content = block("location ~ ^", NginxTypes.types() + CONTENT + limits.directives() + PAGES);
        NginxHeaders headers = new NginxHeaders(settings.configuration());
        return headers.directives()
                + variants.headers()
                + ANSWERS
                + NginxTypes.charset()
                + NginxRequests.directives(settings, pointer)
                + headers.unsaid()
                + (settings.configuration().siteRules() ? NginxSiteRules.directives() : "")
                + variants.directives()
                + ABOUT_THE_EDGE.replace(NAME, name)
                + content
                + NginxPages.locations(settings.configuration(), settings.earlier())
                + ERRORS
                + limits.error();
    }

    static String block(String name, String content) {
        return name + " {\n" + content.indent(4) + "}\n";
    }
}
