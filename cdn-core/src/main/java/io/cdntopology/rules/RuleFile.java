package io.cdntopology.rules;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.Problem;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The lines of a file of rules. Comments begin with {@code #}, and are lines of their own.
 *
 * @param name     its name
 * @param problems what is wrong in it, by line; grows
 */
record RuleFile(String name, List<Problem> problems) {
    /** A line that says something. */
    record Line(int number, String text) {
        boolean isIndented() {
            return Character.isWhitespace(text.charAt(0));
        }
    }

    static List<Line> lines(String text) {
        List<String> all = text.lines().toList();
        return IntStream.range(0, all.size())
                .mapToObj(index -> new Line(index + 1, all.get(index).stripTrailing()))
                .filter(line ->
                        !line.text().isBlank() && !line.text().stripLeading().startsWith("#"))
                .toList();
    }

    /** What is read from a line; empty if it cannot be, which is told then. */
    <T> Optional<T> read(Line line, Supplier<T> value) {
        try {
            return Optional.of(value.get());
        } catch (CdnException e) {
            e.problems().forEach(problem -> reject(line, problem.why(), problem.fix()));
            return Optional.empty();
        }
    }

    /** Tells of a line that cannot be used. */
    void reject(Line line, String why, String fix) {
        problems.add(new Problem(name + ":" + line.number(), why, fix));
    }
}
