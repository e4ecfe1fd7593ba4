package io.cdntopology.release;

/**
 * The git id of a commit.
 *
 * @param value 40 lower-case hexadecimal digits
 */
public record CommitId(String value) {
    /**
     * @throws io.cdntopology.failure.CdnException with {@code INVALID_ARGUMENT} if the value is no such id
     */
    public CommitId {
        ObjectIds.requireValid("commit id", value);
    }

    /** The first 8 digits, for people to read. */
    public String abbreviated() {
        return value.substring(0, 8);
    }

    @Override
    public String toString() {
        return value;
    }
}
