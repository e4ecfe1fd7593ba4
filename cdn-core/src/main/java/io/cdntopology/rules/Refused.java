package io.cdntopology.rules;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.util.List;

/** Failures of reading rules. */
final class Refused {
    private Refused() {}

    /** One of a part of a line; where that is, is known to who reads the file. */
    static CdnException of(String why, String fix) {
        return of(List.of(new Problem("rule", why, fix)));
    }

    /** All that is wrong with the rules of a site. */
    static CdnException of(List<Problem> problems) {
        return CdnException.of(ErrorCode.CONTENT_REFUSED, "Reading the rules of the site", problems);
    }
}
