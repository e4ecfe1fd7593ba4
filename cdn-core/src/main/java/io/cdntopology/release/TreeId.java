package io.cdntopology.release;

/**
 * The git id of a tree, that is of one directory.
 *
 * @param value 40 lower-case hexadecimal digits
 */
public record TreeId(String value) {
    /**
     * @throws io.cdntopology.failure.CdnException with {@code INVALID_ARGUMENT} if the value is no such id
     */
    public TreeId {
        ObjectIds.requireValid("tree id", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
