package io.cdntopology.docker;

import io.cdntopology.release.CommitId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code /etc/nginx} is in the container of an edge whose configuration comes from a repository: a file system in
 * memory, with a link for each file and directory at the root of the configuration that it serves by, which the agent keeps
 * on the volume. Nothing in it has to outlast the container: one that starts takes the wanted configuration.
 *
 * <p>Besides, it has what this library gives, below {@code cdn/}: the parts of the generated configuration to be included,
 * and which commit it is; and where the configuration has no file of the name, those of the image, such as
 * {@code mime.types}. Before the first configuration it says that nothing may be served yet, since what is to protect the
 * content may be said there.
 *
 * <p>Where the content is, is said there, too: it may be another place for another configuration.
 *
 * @param nginx       what a generated configuration has
 * @param withContent whether content and configuration are released together
 */
record EdgeView(NginxSettings nginx, boolean withContent) {
    /** Where the volume is in the containers of edges, that others have at {@code /etc/nginx}. */
    static final String VOLUME = "/cdn-nginx";

    private static final String STORE = "/cdn-topology";

    /** Where the agent keeps the releases of the configuration, in its container. */
    static final String AGENT_ROOT = EdgeFiles.CONFIGURATION + STORE;

    /** Where an edge finds them. */
    private static final String ROOT = VOLUME + STORE;

    static final Map<String, String> MEMORY_FILE_SYSTEM =
            Map.of(EdgeFiles.CONFIGURATION, "rw,nosuid,nodev,noexec,size=4m,mode=0755,uid=101,gid=101");

    private static final String NGINX = "nginx -e stderr -c /etc/nginx/nginx.conf -g 'daemon off;'";

    /**
     * The function {@code view}, which takes the directory of a release, or nothing for none. {@code $given} is where the
     * files of this library are, {@code $content} the pointer to the content that is served by none, and {@code $lanes} where
     * the pointers of configurations are that are released together with content.
     */
    private static final String MAKE_VIEW = """
            view() {
                rm -rf /etc/nginx/* /etc/nginx/.[!.]*
                mkdir /etc/nginx/cdn
                ln -s "$given"/*.conf /etc/nginx/cdn/
                : > /etc/nginx/cdn/commit.conf
                main=/etc/nginx/cdn/closed.conf
                served=$content
                if [ -n "$1" ]; then
                    main=/etc/nginx/cdn/open.conf
                    commit=${1##*/}
                    commit=${commit%%-*}
                    echo "add_header X-Cdn-Configuration $commit always;" > /etc/nginx/cdn/commit.conf
                    # One of before content and configuration were released together has no pointer of its own.
                    [ ! -L "$lanes/$commit" ] || served=$lanes/$commit
                    for entry in "$1"/site/* "$1"/site/.[!.]*; do
                        [ ! -e "$entry" ] || ln -s "$entry" /etc/nginx/
                    done
                fi
                for entry in VOLUME/*; do
                    case ${entry##*/} in
                        nginx.conf | cdn-*) continue ;;
                    esac
                    if [ -f "$entry" ] || [ "${entry##*/}" = modules ]; then
                        [ -e "/etc/nginx/${entry##*/}" ] || ln -s "$entry" /etc/nginx/
                    fi
                done
                echo "set \\$cdn_content $served;" > /etc/nginx/cdn/content.conf
                [ -e /etc/nginx/nginx.conf ] || ln -s "$main" /etc/nginx/nginx.conf
                echo "$1" > /etc/nginx/cdn/release
            }
            """.replace("VOLUME", VOLUME);

    private static final String START = EdgeCommand.AWAIT_VERIFIED
            + EdgeCommand.SERVE
            + MAKE_VIEW
            + """
            given=$1 content=$2/current lanes=$3
            await_verified "$2"
            await_verified ROOT
            release=
            [ ! -L ROOT/current ] || release=ROOT/$(readlink ROOT/current)
            view "$release"
            serve NGINX
            """.replace("ROOT", ROOT).replace("NGINX", NGINX);

    /** Takes what {@code view} needs, and the directory of a release. Ends with 1, and as it was, if nginx refuses. */
    private static final String CHANGE = MAKE_VIEW + """
            given=$1 content=$2/current lanes=$3
            before=
            read -r before < /etc/nginx/cdn/release
            view "$4"
            NGINX -t -q && exit 0
            view "$before"
            exit 1
            """.replace("NGINX", NGINX);

    /** What it says when nginx takes the configuration. */
    static final String TAKEN = "cdn-trial: taken";

    /** What it says when nginx refuses it. */
    static final String REFUSED = "cdn-trial: refused";

    /** What it says when nginx has ended by itself. */
    static final String ENDED = "cdn-trial: nginx has ended";

    /** As that of a change. Goes on whatever becomes of nginx, so that it can be seen, but ends some time. */
    private static final String TRY = MAKE_VIEW
            + """
            given=$1 content=$2/current lanes=$3
            view "$4"
            if NGINX -t -q; then
                echo 'TAKEN' >&2
                NGINX &
                nginx=$!
                trap 'kill -QUIT $nginx; exit 0' TERM
                (sleep 120; kill $$) &
                wait $nginx
                echo "ENDED with status $?" >&2
            else
                echo 'REFUSED' >&2
            fi
            sleep 120
            """.replace("NGINX", NGINX)
                    .replace("TAKEN", TAKEN)
                    .replace("REFUSED", REFUSED)
                    .replace("ENDED", ENDED);

    private static final String EDGE = """
            # Say 'include cdn/edge.conf;' in the server that serves the content: by this the edge proves what it serves.
            include cdn/content.conf;
            location = /-/health {
                access_log off;
                default_type text/plain;
                if (!-d $cdn_content/site) {
                    return 503 "No release is live yet\\n";
                }
                return 200 ok;
            }
            location = /-/release {
                access_log off;
                uninitialized_variable_warn off;
                root $cdn_content;
                default_type application/json;
                add_header Cache-Control no-store always;
                add_header X-Cdn-Release $cdn_commit always;
                include cdn/commit.conf;
                set $cdn_release "";
                if (-d $cdn_content/site) {
                    set $cdn_release $realpath_root;
                }
                if ($cdn_release !~ "/releases/(?<cdn_commit>COMMIT_ID)-(?<cdn_tree>[0-9a-f]{40})$") {
                    return 503 "No release is live yet\\n";
                }
                return 200 '{"version":1,"commit":"$cdn_commit","tree":"$cdn_tree"}\\n';
            }
            """.replace("COMMIT_ID", CommitId.REGEX);

    private static final String CLOSED = """
            server_tokens off;
            access_log /dev/stdout;
            server {
                listen PORT default_server backlog=4096;
            TLS
                default_type text/plain;
                location / {
                    add_header Cache-Control no-store always;
                    add_header Retry-After 1 always;
                    return 503 "No configuration is live yet\\n";
                }
                include cdn/edge.conf;
            }
            """;

    private static final String OPEN = """
            include cdn/http.conf;
            include conf.d/*.conf;
            server {
                listen PORT default_server backlog=4096;
            TLS
                include cdn/server.conf;
                include server.d/*.conf;
            }
            """;

    private static final String SERVER = """
            include cdn/content.conf;
            include cdn/commit.conf;
            """;

    /** The files of this library by their names. */
    private Map<String, String> texts() {
        String main = NginxConfiguration.main(nginx);
        String cache = NginxConfiguration.TEMPORARY_FILES;
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("edge.conf", EDGE);
        texts.put("http.conf", NginxConfiguration.http(nginx));
        texts.put("server.conf", SERVER + NginxConfiguration.server(nginx, "repository", "$cdn_content"));
        texts.put("closed.conf", main + NginxConfiguration.block("http", cache + listening(CLOSED)));
        texts.put("open.conf", main + NginxConfiguration.block("http", listening(OPEN)));
        nginx.tls().ifPresent(how -> texts.put("tls.conf", NginxTls.directives()));
        return texts;
    }

    private String listening(String text) {
        String tls = nginx.tls()
                .map(how -> (NginxTls.listen(nginx.tls()) + "include cdn/tls.conf;\n").indent(4))
                .orElse("");
        return text.replace("PORT", String.valueOf(nginx.port())).replace("TLS\n", tls);
    }

    /** Where they are on the volume: others have another name. */
    private String directory() {
        return "/cdn-"
                + ShortHash.of(texts().values().stream()
                        .map(text -> text.getBytes(StandardCharsets.UTF_8))
                        .toList());
    }

    /** The files that are put on the volume. */
    List<SeedFile> files() {
        String directory = EdgeFiles.CONFIGURATION.substring(1) + directory();
        List<SeedFile> files = new ArrayList<>();
        files.add(SeedFile.directory(directory, 0));
        texts().forEach((name, text) ->
                files.add(SeedFile.ofRoot(directory + "/" + name, text.getBytes(StandardCharsets.UTF_8))));
        return files;
    }

    /** What an edge runs. */
    List<String> command() {
        return run(START, "edge");
    }

    /** What is run in an edge to have it find another configuration. */
    List<String> change(String release) {
        return run(CHANGE, "edge", release);
    }

    /** What a server is run by that tries a configuration. */
    List<String> trial(String release) {
        return run(TRY, "trial", release);
    }

    private List<String> run(String script, String name, String... more) {
        String content = nginx.contentRoot();
        String lanes = withContent ? content + "/.cdn/lanes" : "";
        List<String> command = new ArrayList<>(List.of("sh", "-c", script, name, VOLUME + directory(), content, lanes));
        command.addAll(List.of(more));
        return command;
    }

    /** Where an edge finds a release. */
    static String release(String name) {
        return ROOT + "/.cdn/releases/" + name;
    }
}
