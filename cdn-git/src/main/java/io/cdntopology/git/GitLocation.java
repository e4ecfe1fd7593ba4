package io.cdntopology.git;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jgit.transport.URIish;

/** The address of a repository; free of secrets. */
sealed interface GitLocation {
    /** {@code user@host:path}, as {@code scp} has it; without a user a single letter is a drive. */
    Pattern SCP = Pattern.compile("(?s)(?:([^/@:]+)@)?([^/:]+):(.*)");

    Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):.*");

    String SUPPORTED = "use a path, a URL that starts with file:, http:, https:, ssh: or git:, or user@host:path";

    /** The address, for people to read. */
    String text();

    /** Whether what may be told to the server of one repository may be told to that of another: it is the same one. */
    default boolean isOnServerOf(GitLocation other) {
        return origin().isPresent() && origin().equals(other.origin());
    }

    /** Scheme, host and port of a server that is told who asks. */
    private Optional<String> origin() {
        if (this instanceof Ssh server) {
            return Optional.of("ssh " + server.host().toLowerCase(Locale.ROOT) + " " + server.port());
        }
        if (this instanceof Server server) {
            URI url = server.url();
            String scheme = url.getScheme().toLowerCase(Locale.ROOT);
            int port = url.getPort() >= 0 ? url.getPort() : scheme.equals("https") ? 443 : 80;
            return Optional.of(scheme + " " + url.getHost().toLowerCase(Locale.ROOT) + " " + port);
        }
        return Optional.empty();
    }

    /** A repository in a directory of this machine; the path is absolute. */
    record Directory(Path path) implements GitLocation {
        static Directory of(Path path) {
            return new Directory(path.toAbsolutePath().normalize());
        }

        @Override
        public String text() {
            return path.toString();
        }
    }

    /** A repository on an HTTP server; the URL has neither user info nor query. */
    record Server(URI url) implements GitLocation {
        @Override
        public String text() {
            return url.toString();
        }
    }

    /** A repository of a server that speaks git's own protocol; the URL has neither user info nor query. */
    record Daemon(URI url) implements GitLocation {
        @Override
        public String text() {
            return url.toString();
        }
    }

    /**
     * A repository on a server that is spoken to by ssh.
     *
     * @param address as it was given: a URL, or {@code user@host:path}
     * @param user    who asks
     * @param host    the server
     * @param port    its port
     * @param path    from the root if it starts with a slash, and otherwise from the user's home directory
     */
    record Ssh(String address, String user, String host, int port, String path) implements GitLocation {
        private static final int PORT = 22;

        @Override
        public String text() {
            return address.replaceFirst("(?i)^(ssh://)?[^/@]*@", "$1");
        }

        /** As JGit has it. */
        URIish uri() {
            URIish uri = new URIish().setUser(user).setHost(host).setPort(port).setPath(path);
            return path.startsWith("/") ? uri.setScheme("ssh") : uri;
        }

        /** What is connected to. */
        URI connection() {
            return URI.create("ssh://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
        }
    }

    /**
     * Reads an address.
     *
     * @throws CdnException with {@code INVALID_ARGUMENT}; what might be a secret is masked in its message
     */
    static GitLocation parse(String text) {
        if (text.isBlank()) {
            throw refused("the address is empty", SUPPORTED);
        }
        var scheme = SCHEME.matcher(text);
        if (scheme.matches() && (text.contains("://") || text.startsWith("file:"))) {
            return switch (scheme.group(1).toLowerCase(Locale.ROOT)) {
                case "file" -> directory(text);
                case "http", "https" -> new Server(server(text, "set them with credentials(user, password)"));
                case "git" -> new Daemon(server(text, "use https: or ssh:, as this protocol has none"));
                case "ssh" -> ssh(text);
                default ->
                    throw refused("'" + Masking.url(text) + "' starts with a scheme that is not supported", SUPPORTED);
            };
        }
        var scp = SCP.matcher(text);
        if (scp.matches() && (scp.group(1) != null || scp.group(2).length() > 1)) {
            return ssh(text, Optional.ofNullable(scp.group(1)), scp.group(2), Ssh.PORT, scp.group(3));
        }
        try {
            return Directory.of(Path.of(text));
        } catch (InvalidPathException e) {
            throw refused("'" + Masking.url(text) + "' is no path: " + e.getReason(), SUPPORTED);
        }
    }

    private static Directory directory(String text) {
        URI url = uri(text);
        String host = url.getAuthority();
        if (host != null && !host.equalsIgnoreCase("localhost")) {
            throw refused(
                    "'" + Masking.url(text) + "' names a host, and a file: URL is of this machine",
                    "write file:///path, with three slashes");
        }
        if (url.getQuery() != null || url.getFragment() != null || url.getPath() == null) {
            throw refused("'" + Masking.url(text) + "' is no file: URL", "write file:///path");
        }
        return Directory.of(Path.of(url.getPath()));
    }

    private static URI server(String text, String instead) {
        URI url = uri(text);
        if (url.getRawUserInfo() != null
                || (url.getRawAuthority() != null && url.getRawAuthority().contains("@"))) {
            throw refused(
                    "'" + Masking.url(text) + "' contains credentials", "remove them from the URL, and " + instead);
        }
        if (url.getHost() == null) {
            throw refused("'" + Masking.url(text) + "' has no valid host", "write " + url.getScheme() + "://host/path");
        }
        if (url.getRawQuery() != null || url.getRawFragment() != null) {
            throw refused(
                    "'" + Masking.url(text) + "' has a query or a fragment",
                    "remove it; tokens are set with token(…), for https: URLs");
        }
        return url;
    }

    private static Ssh ssh(String text) {
        URI url = uri(text);
        if (url.getHost() == null) {
            throw refused("'" + Masking.url(text) + "' has no valid host", "write ssh://user@host/path");
        }
        if (url.getRawQuery() != null || url.getRawFragment() != null) {
            throw refused("'" + Masking.url(text) + "' has a query or a fragment", "remove it");
        }
        Optional<String> user = Optional.ofNullable(url.getUserInfo());
        if (user.filter(info -> info.contains(":")).isPresent()) {
            throw refused(
                    "'" + Masking.url(text) + "' contains credentials",
                    "remove the password from the URL, and use a key with privateKey(…)");
        }
        String host = url.getHost().replaceAll("[\\[\\]]", "");
        return ssh(text, user, host, url.getPort() < 0 ? Ssh.PORT : url.getPort(), url.getPath());
    }

    private static Ssh ssh(String text, Optional<String> user, String host, int port, String path) {
        if (user.isEmpty() || user.get().isEmpty()) {
            throw refused(
                    "'" + Masking.url(text) + "' names no user",
                    "write ssh://user@host/path or user@host:path; the user is often git");
        }
        if (path.isEmpty() || path.equals("/") || text.chars().anyMatch(Character::isISOControl)) {
            throw refused("'" + Masking.url(text) + "' names no repository", "write ssh://user@host/path");
        }
        return new Ssh(text, user.get(), host, port, path);
    }

    /** The cause is left out on purpose: its message repeats the whole text. */
    private static URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw refused("'" + Masking.url(text) + "' is no URL: " + e.getReason(), SUPPORTED);
        }
    }

    private static CdnException refused(String why, String fix) {
        return CdnException.of(
                ErrorCode.INVALID_ARGUMENT, "Describing a git repository", new Problem("repository", why, fix));
    }
}
