package io.cdntopology.rules;

import io.cdntopology.failure.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code _redirects}: a rule in each line, with what it is for, where it leads, and a status. */
final class RedirectsFile {
    static final String NAME = "_redirects";

    private static final int DEFAULT_STATUS = 301;
    private static final Pattern STATUS = Pattern.compile("([0-9]{3})(!?)");

    private RedirectsFile() {}

    /** The rules in it, in the order of its lines. */
    static List<Redirect> read(String text, List<Problem> problems) {
        RuleFile file = new RuleFile(NAME, problems);
        List<Redirect> rules = new ArrayList<>();
        RuleFile.lines(text).forEach(line -> file.read(line, () -> rule(line)).ifPresent(rules::add));
        return rules;
    }

    private static Redirect rule(RuleFile.Line line) {
        List<String> words = words(line);
        if (words.size() < 2) {
            throw Refused.of("it does not say where to", "write it as /old /new 301");
        }
        if (words.size() > 3 || words.get(1).matches("[^/:]+=.*")) {
            throw Refused.of(
                    "rules that depend on more than the path are not known here",
                    "leave conditions such as id=:id or Country=de out");
        }
        String status = words.size() == 2 ? String.valueOf(DEFAULT_STATUS) : words.get(2);
        Matcher matcher = STATUS.matcher(status);
        if (!matcher.matches()) {
            throw Refused.of("'" + status + "' is no status", "give one such as 301, or 301! for files, too");
        }
        return Redirect.of(
                words.get(0),
                words.get(1),
                Integer.parseInt(matcher.group(1)),
                !matcher.group(2).isEmpty());
    }

    /** Those before a comment. */
    private static List<String> words(RuleFile.Line line) {
        return Arrays.stream(line.text().strip().split("\\s+"))
                .takeWhile(word -> !word.startsWith("#"))
                .toList();
    }
}
