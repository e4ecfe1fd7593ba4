package io.cdntopology.docker;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** What an edge's container runs, and the files that it finds. */
final class EdgeFiles {
    /** Where the content root is. */
    static final String CONTENT_ROOT = NginxSettings.DEFAULT.contentRoot();

    /** Where nginx's configuration is. */
    static final String CONFIGURATION = "/etc/nginx";

    /** nginx's user in the official images; others need not know it. */
    static final String USER = "101:101";

    /** The number of that user. */
    static final int USER_ID = 101;

    /** What nginx writes; engines give them the mode of the directory that they hide, and root as an owner unless told. */
    static final Map<String, String> MEMORY_FILE_SYSTEMS = Map.of(
            "/run", "rw,nosuid,nodev,noexec,size=1m,uid=101,gid=101",
            "/tmp", "rw,nosuid,nodev,noexec,size=16m",
            "/var/cache/nginx", "rw,nosuid,nodev,noexec,size=64m,uid=101,gid=101");

    private EdgeFiles() {}

    /** The file that nginx is started with, which is never changed: another text has another name. */
    static SeedFile configuration(NginxSettings settings) {
        byte[] text = NginxConfiguration.text(settings).getBytes(StandardCharsets.UTF_8);
        return SeedFile.ofRoot(CONFIGURATION.substring(1) + "/" + NginxConfiguration.name(settings) + ".conf", text);
    }

    /** Asks nginx by what the image has; where it has nothing, nginx being there has to do. */
    static List<String> healthCheck(NginxSettings settings) {
        String url = "http://127.0.0.1:" + settings.port() + "/-/health";
        return List.of(
                "CMD-SHELL",
                "if command -v curl >/dev/null; then curl -fsSo /dev/null " + url
                        + "; elif command -v wget >/dev/null; then wget -qO /dev/null " + url
                        + "; else kill -0 \"$(cat /run/nginx.pid)\"; fi");
    }

    /** What an edge that serves from a content root runs. */
    static List<String> command(NginxSettings settings) {
        return EdgeCommand.of("/" + configuration(settings).path(), settings.contentRoot());
    }
}
