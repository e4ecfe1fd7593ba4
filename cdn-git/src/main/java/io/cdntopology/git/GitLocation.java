package io.cdntopology.git;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/** The address of a repository; free of secrets. */
sealed interface GitLocation {
    /** {@code host:path} before the first slash, as ssh knows it; a single letter is a drive. */
    Pattern SCP = Pattern.compile("[^/]{2,}:.*");

    Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):.*");

    String SUPPORTED = "use a path, or a URL that starts with file:, http: or https:";

    /** The address, for people to read. */
    String text();

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
                case "http", "https" -> server(text);
                default ->
                    throw refused("'" + Masking.url(text) + "' starts with a scheme that is not supported", SUPPORTED);
            };
        }
        if (SCP.matcher(text).matches()) {
            throw refused("'" + Masking.url(text) + "' is an ssh address, which is not supported", SUPPORTED);
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

    private static Server server(String text) {
        URI url = uri(text);
        if (url.getRawUserInfo() != null
                || (url.getRawAuthority() != null && url.getRawAuthority().contains("@"))) {
            throw refused(
                    "'" + Masking.url(text) + "' contains credentials",
                    "remove them from the URL and set them with credentials(user, password)");
        }
        if (url.getHost() == null) {
            throw refused("'" + Masking.url(text) + "' has no valid host", "write https://host/path");
        }
        if (url.getRawQuery() != null || url.getRawFragment() != null) {
            throw refused(
                    "'" + Masking.url(text) + "' has a query or a fragment",
                    "remove it; tokens are set with credentials(user, password)");
        }
        return new Server(url);
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
