package io.cdntopology.store;

import java.nio.charset.StandardCharsets;

/** How browsers write the names of files in URLs. */
public final class UrlPath {
    /**
     * The printable ASCII that is escaped in the path of a URL: the "path percent-encode set" of the
     * <a href="https://url.spec.whatwg.org/#path-percent-encode-set">URL standard</a>, and the percent sign, which would
     * be taken for an escape.
     */
    private static final String ESCAPED = " \"#%<>?^`{}";

    private UrlPath() {}

    /** The name as one segment of a path. */
    public static String encoded(String name) {
        StringBuilder text = new StringBuilder(name.length());
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            if (b > ' ' && b <= '~' && ESCAPED.indexOf(b) < 0) {
                text.append((char) b);
            } else {
                text.append('%').append(hex(b >> 4)).append(hex(b));
            }
        }
        return text.toString();
    }

    private static char hex(int halfByte) {
        return "0123456789ABCDEF".charAt(halfByte & 0xF);
    }
}
