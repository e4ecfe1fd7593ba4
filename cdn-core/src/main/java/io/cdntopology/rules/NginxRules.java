package io.cdntopology.rules;

import io.cdntopology.topology.ResponseHeader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Rules as nginx reads them: what is added to the generated configuration, which looks at {@code $site_forced} before it looks
 * for a file, and at {@code $site_redirect} when there is none; each is a status, a space, and the target.
 *
 * <p>Headers are told by {@code $said_…} of their names, so that the generated configuration leaves out its own of these; it
 * sends {@code Cache-Control} itself. Edges that are started by the next version of this library include what this one has
 * written: these names stay.
 *
 * <p>A value is quoted, has no dollar sign but those of its variables, and is within the 4,095 bytes of a word.
 */
final class NginxRules {
    private static final String HTTP = "conf.d/site.conf";
    private static final String SERVER = "site.d/headers.conf";

    private NginxRules() {}

    /** The files by their paths in the configuration. The same for the same rules. */
    static Map<String, byte[]> files(SiteRules rules) {
        Map<String, List<HeaderRule>> headers = byName(rules.headerRules());
        StringBuilder http = new StringBuilder();
        StringBuilder server = new StringBuilder("# By _headers of the site.\n");
        http.append(redirects("$site_forced", rules.redirects(), Redirect::forced));
        http.append(redirects("$site_redirect", rules.redirects(), rule -> true));
        int number = 0;
        for (Map.Entry<String, List<HeaderRule>> header : headers.entrySet()) {
            String chosen = "$site_header_" + number++;
            String said = "$said_" + ResponseHeader.variable(header.getKey());
            http.append(headers(chosen, header.getValue()));
            server.append("set ").append(said).append(' ').append(chosen).append(";\n");
            if (!header.getKey().equals(HeaderRule.CACHE_CONTROL)) {
                String name = header.getValue().get(0).name();
                server.append("add_header ")
                        .append(name)
                        .append(' ')
                        .append(said)
                        .append(" always;\n");
            }
        }
        Map<String, byte[]> files = new TreeMap<>();
        files.put(HTTP, http.toString().getBytes(StandardCharsets.UTF_8));
        files.put(SERVER, server.toString().getBytes(StandardCharsets.UTF_8));
        return files;
    }

    private static Map<String, List<HeaderRule>> byName(List<HeaderRule> rules) {
        Map<String, List<HeaderRule>> byName = new LinkedHashMap<>();
        rules.forEach(rule ->
                byName.computeIfAbsent(rule.key(), key -> new ArrayList<>()).add(rule));
        return byName;
    }

    private static String redirects(String variable, List<Redirect> rules, Predicate<Redirect> which) {
        StringBuilder lines = new StringBuilder();
        rules.stream()
                .filter(which)
                .forEach(rule -> lines.append(line(rule.from(), rule.status() + " " + target(rule))));
        return map(variable, lines);
    }

    private static String target(Redirect rule) {
        return rule.isPage()
                ? rule.target()
                : rule.target() + (rule.passesQuery() ? "$is_args$args" : "") + rule.fragment();
    }

    /** nginx takes the first that matches, and here the last decides. */
    private static String headers(String variable, List<HeaderRule> rules) {
        StringBuilder lines = new StringBuilder();
        for (int i = rules.size() - 1; i >= 0; i--) {
            lines.append(line(rules.get(i).paths(), rules.get(i).value()));
        }
        return map(variable, lines);
    }

    private static String map(String variable, CharSequence lines) {
        return "map $request_uri " + variable + " {\n    default \"\";\n" + lines + "}\n";
    }

    private static String line(RequestPattern paths, String value) {
        return "    " + quoted("~^" + paths.regex() + "(?:\\?|$)") + " " + quoted(value) + ";\n";
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
