package io.cdntopology.docker;

import java.util.List;

/**
 * What the container of an edge runs: nginx, but not before the content root may be served.
 *
 * <p>After a power loss, files that the pointer leads to may be damaged until the release store has verified them, and
 * an edge starts on its own with its engine. The store writes down in which boot of the machine it did; while there is a
 * pointer and that was another boot, the command waits. It says so once, on standard error, and ends at once when it is
 * told to. It needs a POSIX shell with {@code sleep}.
 */
final class EdgeCommand {
    /**
     * The function {@code await_verified}, which takes a content root.
     *
     * <p>The first process of a container ignores signals that it has no trap for. A shell runs a trap only between two
     * commands, except that it interrupts {@code wait} for it. {@code read} fails at the end of a file without a line
     * break, but has read it.
     */
    static final String AWAIT_VERIFIED = """
            trap 'exit 0' TERM QUIT INT
            boot=
            read -r boot < /proc/sys/kernel/random/boot_id
            await_verified() {
                waiting=
                while [ -L "$1/current" ]; do
                    verified=
                    [ -r "$1/.cdn/verified" ] && read -r verified < "$1/.cdn/verified"
                    [ -n "$boot" ] && [ "$verified" = "$boot" ] && break
                    [ -n "$waiting" ] || echo "edge: waiting until the release store has verified $1, as it does when" \\
                        'it is first opened after a start of the machine; is the agent running?' >&2
                    waiting=yes
                    sleep 1 &
                    wait $!
                done
            }
            """;

    /**
     * The function {@code serve}, which takes a command, and ends as that does, but not before clients have got what it has
     * sent: an engine takes the network of a container away when its first process ends, with all that is on its way.
     *
     * <p>States of connections are those of the kernel's {@code tcp_states.h}: what has been closed here and not there.
     */
    static final String SERVE = """
            is_sending() {
                for table in /proc/net/tcp /proc/net/tcp6; do
                    [ -r $table ] || continue
                    while read -r number local remote state rest; do
                        case $state in
                            04 | 05 | 09 | 0B) return 0 ;;
                        esac
                    done < $table
                done
                return 1
            }
            serve() {
                "$@" &
                server=$!
                trap 'kill -QUIT $server' QUIT TERM INT
                trap 'kill -HUP $server' HUP
                status=0
                while kill -0 $server 2> /dev/null; do
                    wait $server
                    status=$?
                done
                left=50
                while [ $left -gt 0 ] && is_sending; do
                    sleep 0.1
                    left=$((left - 1))
                done
                exit $status
            }
            """;

    /** Takes the path of the configuration as its first argument, the content root as its second. */
    private static final String SCRIPT = AWAIT_VERIFIED + SERVE + """
            await_verified "$2"
            serve nginx -e stderr -c "$1" -g 'daemon off;'
            """;

    private EdgeCommand() {}

    /**
     * The command, to be set as the entry point, so that the one of the image stays out of the way.
     *
     * @param configuration the path of the configuration in the container
     * @param contentRoot   the path of the content root in it
     */
    static List<String> of(String configuration, String contentRoot) {
        return List.of("sh", "-c", SCRIPT, "edge", configuration, contentRoot);
    }
}
