package io.cdntopology.embedded;

import com.sun.net.httpserver.Headers;
import io.cdntopology.topology.EdgeTls;
import java.net.InetAddress;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What plain HTTP answers where it redirects to {@code https}; what is about the edge is answered as ever.
 *
 * @param site answers the rest
 * @param port in the URLs that are redirected to
 */
record TlsRedirect(Site site, int port) implements Site {
    private static final String ABOUT_THE_EDGE = "/-/";
    private static final Pattern HOST = Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\])(?::[0-9]*)?");

    @Override
    public Reply answer(String method, URI target, Headers headers, InetAddress client) {
        Optional<String> host = Optional.ofNullable(headers.getFirst("Host"))
                .map(HOST::matcher)
                .filter(Matcher::matches)
                .map(named -> named.group(1));
        String path = String.valueOf(target.getPath());
        boolean isPath = target.toString().startsWith("/") && target.getRawFragment() == null;
        if (host.isEmpty() || !isPath || path.startsWith(ABOUT_THE_EDGE)) {
            return site.answer(method, target, headers, client);
        }
        String authority = host.get() + (port == EdgeTls.HTTPS ? "" : ":" + port);
        return Reply.text(308, "This is answered over https\n").with("Location", "https://" + authority + target);
    }
}
