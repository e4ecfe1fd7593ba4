package io.cdntopology.embedded;

import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What tells two contents of a file apart without reading them.
 *
 * @param value the tag as it is sent, in quotes
 */
record EntityTag(String value) {
    private static final Pattern LISTED =
            Pattern.compile("\\G[ \t,]*((?:W/)?(\"[\\x21\\x23-\\x7E\\x80-\\xFF]*\"))[ \t]*(?=,|$)");

    private static final int WHOLE_TAG = 1;
    private static final int OPAQUE_TAG = 2;

    private enum Comparison {
        WEAK,
        STRONG
    }

    /** The tag that nginx makes: modification time in seconds and size, in hexadecimal digits. */
    static EntityTag of(BasicFileAttributes file) {
        long seconds = file.lastModifiedTime().to(TimeUnit.SECONDS);
        return new EntityTag("\"" + Long.toHexString(seconds) + "-" + Long.toHexString(file.size()) + "\"");
    }

    /**
     * Whether {@code If-None-Match} names this tag, so that the client has the content already. Weak tags count.
     *
     * @param headers each {@code If-None-Match} header of the request
     */
    boolean isNamedIn(List<String> headers) {
        return headers.stream().anyMatch(header -> isNamedIn(header, Comparison.WEAK));
    }

    /**
     * Whether {@code If-Match} names this tag, so that the client means this content. Weak tags do not count.
     *
     * @param headers each {@code If-Match} header of the request
     */
    boolean isExactlyNamedIn(List<String> headers) {
        return headers.stream().anyMatch(header -> isNamedIn(header, Comparison.STRONG));
    }

    private boolean isNamedIn(String header, Comparison comparison) {
        if (header.strip().equals("*")) {
            return true;
        }
        Matcher tag = LISTED.matcher(header);
        while (tag.find()) {
            if (tag.group(comparison == Comparison.WEAK ? OPAQUE_TAG : WHOLE_TAG)
                    .equals(value)) {
                return true;
            }
        }
        return false;
    }

    /** Whether {@code If-Range} names this very tag; weak tags and dates do not. */
    boolean isExactly(String header) {
        return header.strip().equals(value);
    }
}
