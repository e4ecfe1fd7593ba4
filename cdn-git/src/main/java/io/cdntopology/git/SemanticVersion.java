package io.cdntopology.git;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version as <a href="https://semver.org/spec/v2.0.0.html">Semantic Versioning 2.0.0</a> writes and orders them; what comes
 * after {@code +} says nothing of the order, and is left out.
 *
 * @param numbers    major, minor and patch
 * @param preRelease the parts between dots of what comes after {@code -}; empty for a release
 */
record SemanticVersion(List<BigInteger> numbers, List<String> preRelease) implements Comparable<SemanticVersion> {
    private static final String NUMBER = "(0|[1-9][0-9]*)";
    private static final String PART = "(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)";
    private static final Pattern FORM = Pattern.compile(NUMBER + "\\." + NUMBER + "\\." + NUMBER + "(?:-(" + PART
            + "(?:\\." + PART + ")*))?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?");
    private static final Pattern NUMERIC = Pattern.compile("[0-9]+");

    /** A release comes after all that was before it; a number before what is none. */
    private static final Comparator<String> PARTS = Comparator.comparing((String part) -> !isNumber(part))
            .thenComparing((one, other) -> isNumber(one) && isNumber(other)
                    ? new BigInteger(one).compareTo(new BigInteger(other))
                    : one.compareTo(other));

    SemanticVersion {
        numbers = List.copyOf(numbers);
        preRelease = List.copyOf(preRelease);
    }

    /** Empty if the text is no version. */
    static Optional<SemanticVersion> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        List<BigInteger> numbers = List.of(
                new BigInteger(matcher.group(1)), new BigInteger(matcher.group(2)), new BigInteger(matcher.group(3)));
        String before = matcher.group(4);
        return Optional.of(
                new SemanticVersion(numbers, before == null ? List.of() : Arrays.asList(before.split("\\."))));
    }

    boolean isRelease() {
        return preRelease.isEmpty();
    }

    private static boolean isNumber(String part) {
        return NUMERIC.matcher(part).matches();
    }

    @Override
    public int compareTo(SemanticVersion other) {
        int byNumbers = Arrays.compare(numbers.toArray(BigInteger[]::new), other.numbers.toArray(BigInteger[]::new));
        if (byNumbers != 0) {
            return byNumbers;
        }
        if (isRelease() || other.isRelease()) {
            return Boolean.compare(isRelease(), other.isRelease());
        }
        return Arrays.compare(preRelease.toArray(String[]::new), other.preRelease.toArray(String[]::new), PARTS);
    }
}
