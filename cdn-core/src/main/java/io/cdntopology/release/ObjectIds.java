package io.cdntopology.release;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;

/** The one shape that git object ids have. */
final class ObjectIds {
    static final int DIGITS = 40;

    private ObjectIds() {}

    static void requireValid(String what, String value) {
        requireValid(what, value, 1);
    }

    /** As the other one, for so many ids without anything between them. */
    static void requireValid(String what, String value, int count) {
        if (!isValid(value, count * DIGITS)) {
            throw CdnException.of(
                    ErrorCode.INVALID_ARGUMENT,
                    "Reading a " + what,
                    new Problem(
                            what,
                            "'" + value + "' is not a full git id",
                            "give all 40 lower-case hexadecimal digits, as `git rev-parse` prints them"));
        }
    }

    /** A loop, because every entry of every tree that is read comes by. */
    private static boolean isValid(String value, int digits) {
        if (value.length() != digits) {
            return false;
        }
        for (int i = 0; i < digits; i++) {
            if (!isLowerCaseHexDigit(value.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLowerCaseHexDigit(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    }
}
