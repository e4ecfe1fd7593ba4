package io.cdntopology.release;

/**
 * The git id of a blob, that is of the bytes of one file.
 *
 * @param value 40 lower-case hexadecimal digits
 */
public record BlobId(String value) {
    /**
     * @throws io.cdntopology.failure.CdnException with {@code INVALID_ARGUMENT} if the value is no such id
     */
    public BlobId {
        ObjectIds.requireValid("blob id", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
