package io.cdntopology.release;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The git id of a commit; of a site that comes from several sources, those of one commit of each, joined in the order of the
 * sources. So whoever has it can fetch all of them, without being told anything else.
 *
 * @param value 40 lower-case hexadecimal digits, or as many for each of up to {@value #MAX_PARTS} sources
 */
public record CommitId(String value) {
    /** The most sources of a site: with the id of a tree, the name of a directory has to take them. */
    public static final int MAX_PARTS = 5;

    /** A regular expression that takes all values, and no other text; without groups. */
    public static final String REGEX = "(?:[0-9a-f]{40}){1," + MAX_PARTS + "}";

    private static final int ABBREVIATED = 8;

    /**
     * @throws CdnException with {@code INVALID_ARGUMENT} if the value is no such id
     */
    public CommitId {
        int parts = Math.max(1, value.length() / ObjectIds.DIGITS);
        if (parts > MAX_PARTS) {
            throw tooMany(parts);
        }
        ObjectIds.requireValid("commit id", value, parts);
    }

    /**
     * The commit of a site that comes from several sources.
     *
     * @param parts one of each source, 1 to {@value #MAX_PARTS}
     */
    public static CommitId joined(List<CommitId> parts) {
        return new CommitId(parts.stream().map(CommitId::value).collect(Collectors.joining()));
    }

    /** Those of the sources that it comes from: itself if that is one. */
    public List<CommitId> parts() {
        return value.length() == ObjectIds.DIGITS
                ? List.of(this)
                : IntStream.range(0, value.length() / ObjectIds.DIGITS)
                        .mapToObj(i -> value.substring(i * ObjectIds.DIGITS, (i + 1) * ObjectIds.DIGITS))
                        .map(CommitId::new)
                        .toList();
    }

    /** What is new in it beside another one: the parts that the other has not; all of them if it has all. */
    public CommitId without(CommitId other) {
        List<CommitId> rest = new ArrayList<>(parts());
        rest.removeAll(other.parts());
        return rest.isEmpty() ? this : joined(rest);
    }

    /** The first 8 digits of each part, for people to read. */
    public String abbreviated() {
        return parts().stream()
                .map(part -> part.value.substring(0, ABBREVIATED))
                .collect(Collectors.joining("+"));
    }

    private static CdnException tooMany(int parts) {
        return CdnException.of(
                ErrorCode.INVALID_ARGUMENT,
                "Reading a commit id",
                new Problem("commit id", "it joins " + parts + " commits", "give one of up to " + MAX_PARTS));
    }

    @Override
    public String toString() {
        return value;
    }
}
