package io.cdntopology.examples;

import java.util.Map;
import java.util.TreeMap;

/**
 * A configuration of nginx as people keep theirs in a repository: a main file, types of its own, and files that include
 * others by relative and by absolute paths.
 */
final class NginxRepository {
    static final String SITE = "conf.d/site.conf";

    private static final Map<String, String> FILES = Map.of(
            "nginx.conf",
            """
            worker_processes 2;
            error_log /var/log/nginx/error.log warn;
            pid /var/run/nginx.pid;
            include custom.d/*.conf;
            events {
                worker_connections 512;
            }
            http {
                include basics/types.conf;
                default_type application/octet-stream;
                access_log off;
                keepalive_timeout 20s;
                include conf.d/*.conf;
            }
            """,
            "basics/types.conf",
            "include mime.types;\n",
            "mime.types",
            """
            types {
                text/html html;
                text/css css;
                text/javascript js mjs;
            }
            """,
            "basics/security/headers.conf",
            "add_header X-Content-Type-Options nosniff always;\n",
            "basics/basic.conf",
            """
            include basics/security/headers.conf;
            include /etc/nginx/basics/errors.conf;
            """,
            "basics/errors.conf",
            "error_page 404 /404.html;\n",
            SITE,
            """
            server {
                listen 80 default_server;
                server_name _;
                root /www/current/site;
                include cdn/edge.conf;
                include basics/basic.conf;
                include cdn/commit.conf;
                add_header X-Version 1 always;
            }
            """);

    private NginxRepository() {}

    /** Its files by their paths. */
    static Map<String, String> files() {
        return new TreeMap<>(FILES);
    }

    /** Its files, with another one in the place of one of them, or besides. */
    static Map<String, String> with(String path, String text) {
        Map<String, String> files = files();
        files.put(path, text);
        return files;
    }

    /** Its files, with something else in the place of a text of the server. */
    static Map<String, String> withServer(String text, String instead) {
        String server = FILES.getOrDefault(SITE, "");
        if (!server.contains(text)) {
            throw new IllegalArgumentException("there is no " + text);
        }
        return with(SITE, server.replace(text, instead));
    }

    /** Its files as one of many versions, which edges tell by a header. */
    static Map<String, String> version(int number) {
        return withServer("X-Version 1", "X-Version " + number);
    }
}
