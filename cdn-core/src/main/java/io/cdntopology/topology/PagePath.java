package io.cdntopology.topology;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.util.regex.Pattern;

/**
 * The path of a page of a site, such as {@code /404.html}.
 *
 * @param text up to 250 of {@code a-z A-Z 0-9 - . _ ~} and slashes, starting with a slash and ending in {@code .html}; no name
 *     in it starts with a dot
 */
public record PagePath(String text) {
    private static final int MAX_LENGTH = 250;
    private static final Pattern VALID = Pattern.compile("(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*+)+(?<=\\.html)");

    /**
     * @throws CdnException with {@code INVALID_ARGUMENT} if it has another form
     */
    public PagePath {
        if (text.length() > MAX_LENGTH || !VALID.matcher(text).matches()) {
            throw CdnException.of(
                    ErrorCode.INVALID_ARGUMENT,
                    "Naming a page",
                    new Problem(
                            "page \"" + Printable.of(text) + "\"",
                            "it cannot be the path of a page here",
                            "give one such as /404.html, of letters and digits of ASCII, and - . _ ~"));
        }
    }

    /** The path. */
    @Override
    public String toString() {
        return text;
    }
}
