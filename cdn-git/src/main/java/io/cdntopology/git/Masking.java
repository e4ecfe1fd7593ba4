package io.cdntopology.git;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Hides what may be a secret in URLs that are told to people. */
final class Masking {
    private static final Pattern USER_INFO = Pattern.compile("://.*@");
    private static final Pattern SSH_USER_INFO = Pattern.compile("^[^/@]*:[^/@]*@");
    private static final Pattern QUERY = Pattern.compile("[?#].*");

    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern URL_IN_TEXT = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://[^\\s,;'\"]+");

    private Masking() {}

    /** A text that was meant as a URL, valid or not: everything up to the last {@code @} is masked, and any query. */
    static String url(String text) {
        String user = SSH_USER_INFO
                .matcher(USER_INFO.matcher(text).replaceFirst("://***@"))
                .replaceFirst("***@");
        return QUERY.matcher(user).replaceFirst("?***");
    }

    /** A text of somebody else's, in which URLs may occur, and what disturbs a terminal or a log. */
    static String text(String text) {
        return URL_IN_TEXT
                .matcher(CONTROL.matcher(text).replaceAll(" "))
                .replaceAll(match -> Matcher.quoteReplacement(url(match.group())));
    }
}
