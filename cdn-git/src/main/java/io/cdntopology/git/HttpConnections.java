package io.cdntopology.git;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.Proxy;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.eclipse.jgit.transport.http.JDKHttpConnection;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP connections of one exchange. Sends the credentials with the first request already, which saves one, and
 * only to the server that they are for. Remembers what the server answered last, which JGit's exceptions do not tell.
 */
final class HttpConnections implements HttpConnectionFactory {
    private static final Set<String> GZIP = Set.of("gzip", "x-gzip");
    private static final Pattern TUNNEL_REFUSED =
            Pattern.compile("(?s)Unable to tunnel through proxy\\. Proxy returns \"HTTP/1\\.[01] 407\\b.*");

    private final URI server;
    private final HttpRoute route;
    private final Optional<String> authorization;
    private final Deadline deadline;
    private final ReferenceLimit references;
    private final List<HttpURLConnection> opened = new ArrayList<>();
    private volatile boolean ended;
    private Optional<String> other = Optional.empty();
    private int status;

    /**
     * @param server        the server
     * @param route         how it is reached
     * @param authorization the value of the header that says who asks it
     * @param deadline      when it is over, nothing is waited for any more
     * @param references    limits what the server says of them
     */
    HttpConnections(
            URI server, HttpRoute route, Optional<String> authorization, Deadline deadline, ReferenceLimit references) {
        this.server = server;
        this.route = route;
        this.authorization = authorization;
        this.deadline = deadline;
        this.references = references;
    }

    @Override
    public HttpConnection create(URL url) throws IOException {
        return authorized(new Connection(routed(url)), url);
    }

    @Override
    public HttpConnection create(URL url, Proxy proxy) throws IOException {
        return authorized(new Connection(routed(url), proxy), url);
    }

    private HttpConnection authorized(HttpConnection connection, URL url) {
        status = 0;
        other = isServer(url) ? Optional.empty() : Optional.of(origin(url));
        if (isAuthorized()) {
            connection.setRequestProperty("Authorization", authorization.orElseThrow());
        }
        return connection;
    }

    /** Whether who is asked last is told who asks. */
    private boolean isAuthorized() {
        return authorization.isPresent() && other.isEmpty();
    }

    private URL routed(URL url) throws MalformedURLException {
        return new URL(url, url.toExternalForm(), new Handler());
    }

    /**
     * Where JGit's connections come from. What it offers itself for this makes a new TLS context for each connection, and
     * none is used twice then.
     */
    private final class Handler extends URLStreamHandler {
        @Override
        protected URLConnection openConnection(URL url) throws IOException {
            return openConnection(url, Proxy.NO_PROXY);
        }

        @Override
        protected URLConnection openConnection(URL url, Proxy standard) throws IOException {
            synchronized (opened) {
                requireGoingOn();
                HttpURLConnection connection = route.open(url, standard);
                opened.add(connection);
                return connection;
            }
        }
    }

    private void requireGoingOn() throws IOException {
        if (ended) {
            throw new InterruptedIOException("nobody waits any more");
        }
    }

    /**
     * Ends the exchange, whatever it is at. What reads an answer holds a lock that closing it takes as well, so it ends at
     * the next byte, or when there was none for as long as {@link Connection#setReadTimeout} allows, and only then the
     * connection does.
     */
    void end() {
        List<HttpURLConnection> all;
        synchronized (opened) {
            ended = true;
            all = List.copyOf(opened);
        }
        all.forEach(HttpURLConnection::disconnect);
    }

    private boolean isServer(URL url) {
        return origin(server.getScheme(), server.getHost(), server.getPort()).equals(origin(url));
    }

    private static String origin(URL url) {
        return origin(url.getProtocol(), url.getHost(), url.getPort());
    }

    private static String origin(String scheme, String host, int port) {
        String protocol = scheme.toLowerCase(Locale.ROOT);
        int known = port >= 0 ? port : protocol.equals("https") ? 443 : 80;
        return protocol + "://" + host.toLowerCase(Locale.ROOT) + ":" + known;
    }

    /** The failure of an exchange: that of the server or the proxy, if it did not answer the last request itself. */
    IOException failure(IOException e) {
        if (isRefusedByProxy(e)) {
            return new HttpRefusal(HttpURLConnection.HTTP_PROXY_AUTH, route.isKnownToProxy(), e);
        }
        return status >= 300 ? new HttpRefusal(status, isAuthorized(), other, e) : e;
    }

    /** When Java cannot reach a server through a proxy it says so in words only. */
    private boolean isRefusedByProxy(IOException failure) {
        return status == HttpURLConnection.HTTP_PROXY_AUTH
                || Causes.any(
                        failure,
                        e -> TUNNEL_REFUSED
                                .matcher(String.valueOf(e.getMessage()))
                                .matches());
    }

    /** Otherwise JGit takes an answer for a list of references, and says what there is in it. */
    private static boolean isGit(@Nullable String contentType) {
        return contentType != null && contentType.startsWith("application/x-git-");
    }

    private final class Connection extends JDKHttpConnection {
        Connection(URL url) throws IOException {
            super(url);
        }

        Connection(URL url, Proxy proxy) throws IOException {
            super(url, proxy);
        }

        @Override
        public void setConnectTimeout(int millis) {
            super.setConnectTimeout(deadline.limit(millis));
        }

        /** No more than what was left of all the time when it was asked: a server that says no more is left then. */
        @Override
        public void setReadTimeout(int millis) {
            super.setReadTimeout(deadline.limit(millis));
        }

        @Override
        public int getResponseCode() throws IOException {
            status = super.getResponseCode();
            if (status == HTTP_OK && !isServer(getURL()) && !isGit(getContentType())) {
                throw new HttpRefusal(
                        HTTP_MOVED_TEMP,
                        isAuthorized(),
                        new IOException("it leads to another server, which is none of git"));
            }
            return status;
        }

        /** JGit would unpack it where nobody counts. */
        @Override
        public InputStream getInputStream() throws IOException {
            InputStream answer = new Answer(super.getInputStream());
            return references.limit(isPacked() ? new GZIPInputStream(answer) : answer);
        }

        /** That of what is read: not known of what is unpacked here. */
        @Override
        public int getContentLength() {
            return isPacked() ? -1 : super.getContentLength();
        }

        private boolean isPacked() {
            return GZIP.contains(Objects.requireNonNullElse(super.getHeaderField("Content-Encoding"), ""));
        }

        @Override
        public @Nullable String getHeaderField(String name) {
            return name.equals("Content-Encoding") ? null : super.getHeaderField(name);
        }
    }

    /** Ends at the next byte if nobody waits any more. */
    private final class Answer extends FilterInputStream {
        Answer(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            requireGoingOn();
            return super.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            requireGoingOn();
            return super.read(target, offset, length);
        }
    }
}
