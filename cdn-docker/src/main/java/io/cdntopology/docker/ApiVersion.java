package io.cdntopology.docker;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of the API of engines.
 *
 * @param major the first number
 * @param minor the second: 1.9 is older than 1.41
 */
record ApiVersion(int major, int minor) implements Comparable<ApiVersion> {
    /** The oldest that is supported: Docker 20.10. */
    static final ApiVersion OLDEST = new ApiVersion(1, 41);

    /** The newest that is asked for. A newer engine speaks it, too, until it says otherwise. */
    static final ApiVersion NEWEST = new ApiVersion(1, 47);

    private static final Pattern FORM = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})");

    /** The version in what an engine reports; empty if there is none. */
    static Optional<ApiVersion> parse(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches()
                ? Optional.of(new ApiVersion(Integer.parseInt(form.group(1)), Integer.parseInt(form.group(2))))
                : Optional.empty();
    }

    boolean isOlderThan(ApiVersion other) {
        return compareTo(other) < 0;
    }

    @Override
    public int compareTo(ApiVersion other) {
        return Comparator.comparingInt(ApiVersion::major)
                .thenComparingInt(ApiVersion::minor)
                .compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
