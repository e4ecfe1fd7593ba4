package io.cdntopology.release;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;

/** The one shape that git object ids have. */
final class ObjectIds {
    private static final int DIGITS = 40;

    private ObjectIds() {}

    static void requireValid(String what, String value) {
        boolean valid = value.length() == DIGITS && value.chars().allMatch(ObjectIds::isLowerCaseHexDigit);
        if (!valid) {
            throw CdnException.of(
                    ErrorCode.INVALID_ARGUMENT,
                    "Reading a " + what,
                    new Problem(
                            what,
                            "'" + value + "' is not a full git id",
                            "give all 40 lower-case hexadecimal digits, as `git rev-parse` prints them"));
        }
    }

    private static boolean isLowerCaseHexDigit(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    }
}
