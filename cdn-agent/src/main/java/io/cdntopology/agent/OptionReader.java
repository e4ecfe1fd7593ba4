package io.cdntopology.agent;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.Problem;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Reads options into values, and notes for each one that is missing or wrong where, why, and what to do. */
final class OptionReader {
    private final OptionValues values;
    private final List<Problem> problems;

    /**
     * @param values   what was given
     * @param problems receives what is wrong
     */
    OptionReader(OptionValues values, List<Problem> problems) {
        this.values = values;
        this.problems = problems;
    }

    /** Whether an option was given. */
    boolean has(NamedOption option) {
        return values.get(option).isPresent();
    }

    /** The text of an option. */
    Optional<String> text(NamedOption option) {
        return values.get(option).map(OptionValue::text);
    }

    /**
     * An option, if it was given and is valid.
     *
     * @param parse makes the value, or throws {@link IllegalArgumentException} or {@link CdnException} saying why not;
     *     what it says contains no secret
     * @param fix   what to give
     */
    <T> Optional<T> optional(NamedOption option, Function<String, T> parse, String fix) {
        return values.get(option).flatMap(value -> parse(value, parse, fix));
    }

    /** As {@link #optional}; a problem if it was not given. */
    <T> Optional<T> required(NamedOption option, Function<String, T> parse, String fix) {
        if (!has(option)) {
            problems.add(new Problem(option.flag(), "it is missing", fix));
        }
        return optional(option, parse, fix);
    }

    private <T> Optional<T> parse(OptionValue value, Function<String, T> parse, String fix) {
        try {
            return Optional.of(parse.apply(value.text()));
        } catch (CdnException e) {
            e.problems().forEach(problem -> problems.add(new Problem(value.where(), problem.why(), fix)));
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            problems.add(new Problem(value.where(), String.valueOf(e.getMessage()), fix));
            return Optional.empty();
        }
    }

    /**
     * Adds an option to a description, if it was given and is valid.
     *
     * @param described what is described
     * @param describe  adds the value, or throws as {@code parse} of {@link #optional} does
     */
    <D> D apply(NamedOption option, D described, BiFunction<D, String, D> describe, String fix) {
        return optional(option, text -> describe.apply(described, text), fix).orElse(described);
    }

    /** Notes if one of two options was given that are of use only together. */
    void requireBoth(NamedOption one, NamedOption other) {
        requireWith(one, other);
        requireWith(other, one);
    }

    /** Notes if an option was given that is of no use without another one. */
    void requireWith(NamedOption given, NamedOption missing) {
        if (has(given) && !has(missing)) {
            reject(given, "it is of no use alone", "give " + missing.flag() + " too");
        }
    }

    /** Notes that an option contradicts another one, or lacks it. */
    void reject(NamedOption option, String why, String fix) {
        String where = values.get(option).map(OptionValue::where).orElse(option.flag());
        problems.add(new Problem(where, why, fix));
    }
}
