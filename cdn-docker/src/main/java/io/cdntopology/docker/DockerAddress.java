package io.cdntopology.docker;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The address that an engine listens on. */
sealed interface DockerAddress {
    Pattern LOOPBACK = Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[?::1]?|(0+:){7}0*1");

    String ATTEMPTED = "Describing a Docker host";

    /** What docker-java takes, and people read: {@code unix:///path} or {@code tcp://host:port}. */
    URI uri();

    /** Whether what listens there is on this machine. */
    boolean isThisMachine();

    /** Where a port is reached from this process that an engine there has published on an address of its machine. */
    InetSocketAddress published(String address, int port);

    /** Whether a host is this machine, to itself and to nobody else. */
    static boolean isLoopback(String host) {
        return LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches();
    }

    private static boolean isAny(String address) {
        return address.isEmpty() || address.equals("0.0.0.0") || address.equals("::");
    }

    /** A socket in the file system, guarded by the rights on its file. */
    record Unix(Path socket) implements DockerAddress {
        /** The operating system has room for so many in an address. */
        private static final int MAX_BYTES = 107;

        public Unix {
            int length = socket.toString().getBytes(StandardCharsets.UTF_8).length;
            if (!socket.isAbsolute() || length > MAX_BYTES) {
                throw invalid(
                        "unixSocket",
                        "'" + socket + "' is no path of a socket",
                        "give an absolute path of at most " + MAX_BYTES + " bytes");
            }
        }

        @Override
        public boolean isThisMachine() {
            return true;
        }

        @Override
        public InetSocketAddress published(String address, int port) {
            return InetSocketAddress.createUnresolved(isAny(address) ? "127.0.0.1" : address, port);
        }

        @Override
        public URI uri() {
            try {
                return new URI("unix", "", socket.toString(), null);
            } catch (URISyntaxException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** A port, open to whoever reaches it. */
    record Tcp(String host, int port) implements DockerAddress {
        private static final int MAX_PORT = 65_535;
        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,253}[A-Za-z0-9.])?");
        private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*");

        public Tcp {
            host = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
            if (!IPV6.matcher(host).matches() && !NAME.matcher(host).matches()) {
                // Not what was given: it may hold a password.
                throw invalid("tcp", "the host is no name and no address", "give a name, or an IP address");
            }
            if (port < 1 || port > MAX_PORT) {
                throw invalid("tcp", "port " + port + " is out of range", "give 1 to " + MAX_PORT);
            }
        }

        /** Whether nobody outside this machine can read what goes to it. A name other than localhost may be anybody's. */
        boolean isLoopback() {
            return DockerAddress.isLoopback(host);
        }

        @Override
        public boolean isThisMachine() {
            return isLoopback();
        }

        @Override
        public InetSocketAddress published(String address, int port) {
            return InetSocketAddress.createUnresolved(isAny(address) ? host : address, port);
        }

        @Override
        public URI uri() {
            return URI.create("tcp://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
        }
    }

    /**
     * The address in what people write for the docker command: {@code unix:///path}, {@code tcp://host:port}, or
     * {@code host:port}.
     *
     * @param where       where it is written, for reports
     * @param defaultPort of TCP
     */
    static DockerAddress parse(String where, String text, int defaultPort) {
        int colons = text.indexOf("://");
        String scheme = colons < 0 ? "tcp" : text.substring(0, colons);
        String rest = colons < 0 ? text : text.substring(colons + "://".length());
        return switch (scheme) {
            case "unix" -> unix(where, rest);
            case "tcp" -> tcp(where, rest, defaultPort);
            case "ssh" ->
                throw invalid(
                        where,
                        "it is reached by ssh, which is not supported",
                        "forward its socket: ssh -L /path/docker.sock:/var/run/docker.sock, then"
                                + " unixSocket(Path.of(\"/path/docker.sock\")); or use tcp with TLS");
            default ->
                throw invalid(
                        where,
                        "an address of this kind is not supported",
                        "give unix:///path, tcp://host:port, or a context that has such an address");
        };
    }

    private static DockerAddress unix(String where, String path) {
        try {
            return new Unix(Path.of(path));
        } catch (InvalidPathException | CdnException e) {
            throw invalid(where, "'" + path + "' is no path of a socket", "give unix:///path, absolute and short");
        }
    }

    private static DockerAddress tcp(String where, String rest, int defaultPort) {
        try {
            URI parsed = new URI("tcp://" + (rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest));
            @Nullable String host = parsed.getHost();
            boolean plain = parsed.getUserInfo() == null
                    && parsed.getPath().isEmpty()
                    && parsed.getQuery() == null
                    && parsed.getFragment() == null;
            if (host != null && plain) {
                return new Tcp(host, parsed.getPort() < 0 ? defaultPort : parsed.getPort());
            }
        } catch (URISyntaxException | CdnException e) {
            // Its text may hold a password.
        }
        throw invalid(where, "it is no address of an engine", "give tcp://host:port, nothing else in it");
    }

    private static CdnException invalid(String where, String why, String fix) {
        return CdnException.of(ErrorCode.INVALID_ARGUMENT, ATTEMPTED, new Problem(where, why, fix));
    }
}
