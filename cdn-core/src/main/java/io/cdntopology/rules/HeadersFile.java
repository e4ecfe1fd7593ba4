package io.cdntopology.rules;

import io.cdntopology.failure.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads {@code _headers}: the path that headers are for in a line, and these below it, indented. */
final class HeadersFile {
    static final String NAME = "_headers";

    private final RuleFile file;
    private final List<HeaderRule> rules = new ArrayList<>();

    /** What was said for the path before, by the keys of names. */
    private final Map<String, HeaderRule> block = new LinkedHashMap<>();

    /** What headers are for; empty if that could not be read, so that those are not told of as well. */
    private Optional<RequestPattern> paths = Optional.empty();

    private boolean isBelowPath;

    private HeadersFile(List<Problem> problems) {
        this.file = new RuleFile(NAME, problems);
    }

    /** The rules in it, in the order of its lines. */
    static List<HeaderRule> read(String text, List<Problem> problems) {
        HeadersFile reading = new HeadersFile(problems);
        RuleFile.lines(text).forEach(reading::read);
        reading.endBlock();
        return reading.rules;
    }

    private void read(RuleFile.Line line) {
        if (!line.isIndented()) {
            endBlock();
            isBelowPath = true;
            paths = file.read(line, () -> RequestPattern.withWildcards(line.text()));
        } else if (isBelowPath) {
            paths.flatMap(known -> file.read(line, () -> header(known, line.text())))
                    .ifPresent(header -> block.put(header.key(), header));
        } else {
            file.reject(line, "it is below no path", "write the path above it, not indented");
        }
    }

    private HeaderRule header(RequestPattern known, String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw Refused.of("'" + text.strip() + "' is no header", "write it as Name: value");
        }
        String name = text.substring(0, colon).strip();
        String value = text.substring(colon + 1).strip();
        HeaderRule before = block.get(name.toLowerCase(Locale.ROOT));
        return HeaderRule.of(known, name, before == null ? value : before.value() + ", " + value);
    }

    private void endBlock() {
        rules.addAll(block.values());
        block.clear();
    }
}
