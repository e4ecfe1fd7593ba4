package io.cdntopology.rules;

import io.cdntopology.topology.PagePath;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One rule of {@code _redirects}.
 *
 * @param from     which requests it is for
 * @param status   of the answer: 301, 302, 303, 307 or 308 for a redirect; 200 or 404 for a page of the site
 * @param forced   whether it is also for requests that name a file of the site
 * @param target   where a redirect leads, percent-encoded, with <code>${…}</code> for groups of the pattern; or the path of
 *     the page
 * @param fragment what a redirect has at its end, from {@code #} on; empty for none
 */
record Redirect(RequestPattern from, int status, boolean forced, String target, String fragment) {
    static final int FOUND = 200;
    static final int NOT_FOUND = 404;

    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final Pattern ORIGIN =
            Pattern.compile("https?://(?:[A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+])(?::[0-9]{1,5})?(?=[/?#]|$)");
    private static final int MAX_TARGET = 2_000;

    Redirect {
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(fragment, "fragment");
    }

    /**
     * Reads one.
     *
     * @throws io.cdntopology.failure.CdnException with {@code CONTENT_REFUSED} or {@code INVALID_ARGUMENT} saying what is wrong
     */
    static Redirect of(String from, String to, int status, boolean forced) {
        RequestPattern pattern = RequestPattern.of(from);
        if (status == FOUND || status == NOT_FOUND) {
            return new Redirect(pattern, status, forced, page(to), "");
        }
        if (!REDIRECTS.contains(status)) {
            throw Refused.of(
                    status + " is none of the answers that a rule can give",
                    "give 301, 302, 303, 307, 308, 200 or 404");
        }
        if (withoutSlashes(from).equals(withoutSlashes(to))) {
            throw Refused.of("it leads to itself, as slashes at the end make no difference", "remove it");
        }
        int end = to.indexOf('#') < 0 ? to.length() : to.indexOf('#');
        return new Redirect(
                pattern,
                status,
                forced,
                target(to.substring(0, end), pattern),
                PercentEncoding.encoded(to.substring(end)));
    }

    private static String page(String to) {
        if (!to.startsWith("/")) {
            throw Refused.of("'" + to + "' is on another host, which edges do not ask", "give a page of the site");
        }
        return new PagePath(to.endsWith("/") ? to + "index.html" : to).text();
    }

    private static String withoutSlashes(String path) {
        return path.replaceAll("/+$", "");
    }

    /** What a client sent never becomes a part of the origin: rules lead where their author meant, and nowhere else. */
    private static String target(String to, RequestPattern pattern) {
        Matcher origin = ORIGIN.matcher(to);
        boolean isPath = to.startsWith("/") && !to.startsWith("//");
        if (!isPath && !origin.lookingAt()) {
            throw Refused.of(
                    "'" + to + "' is neither a path nor the address of a site",
                    "give one such as /new or https://example.com/new");
        }
        if (to.length() > MAX_TARGET) {
            throw Refused.of("what it leads to is too long", "give up to 2,000 characters");
        }
        String start = isPath ? "" : origin.group();
        return start + template(to.substring(start.length()), pattern);
    }

    private static String template(String text, RequestPattern pattern) {
        StringBuilder template = new StringBuilder();
        Matcher placeholder = RequestPattern.PLACEHOLDER.matcher(text);
        int done = 0;
        while (placeholder.find()) {
            String group = pattern.groups().get(placeholder.group(1));
            if (group == null) {
                throw Refused.of(
                        "there is no " + placeholder.group() + " in its pattern",
                        "correct the name, or write the colon as %3A");
            }
            template.append(PercentEncoding.encoded(text.substring(done, placeholder.start())))
                    .append("${")
                    .append(group)
                    .append('}');
            done = placeholder.end();
        }
        return template.append(PercentEncoding.encoded(text.substring(done))).toString();
    }

    /** Whether it sends a page of the site, rather than leads somewhere. */
    boolean isPage() {
        return status == FOUND || status == NOT_FOUND;
    }

    /** Whether what a request asks for besides its path is asked for there, too: unless the target has a query itself. */
    boolean passesQuery() {
        return !target.contains("?");
    }
}
