package io.cdntopology.topology;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.util.regex.Pattern;

/** The one shape that names have, so that they fit into keys, labels, directories and host names unchanged. */
final class Names {
    private static final Pattern VALID = Pattern.compile("[a-z]([a-z0-9-]{0,38}[a-z0-9])?");

    private Names() {}

    static void requireValid(String what, String value) {
        if (!VALID.matcher(value).matches()) {
            throw CdnException.of(
                    ErrorCode.INVALID_ARGUMENT,
                    "Naming",
                    new Problem(
                            what,
                            "'" + value + "' is no valid name",
                            "use 1 to 40 of a-z, 0-9 and -, starting with a letter and not ending in a dash"));
        }
    }
}
