package io.cdntopology.embedded;

import io.cdntopology.rules.SiteRules;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the rules of a site say of one request.
 *
 * @param rules of the release that answers it
 * @param path  what is asked for, percent-encoded, as it was sent
 * @param query what is asked for besides; null for nothing
 */
record RequestRules(SiteRules rules, String path, @Nullable String query) {
    /** Where it leads whatever there is. */
    Optional<SiteRules.Answer> forced() {
        return rules.forced(path, query);
    }

    /** Where it leads if there is no file. */
    Optional<SiteRules.Answer> answer() {
        return rules.answer(path, query);
    }

    /** A location that is asked for the same besides. */
    String withQuery(String location) {
        return query == null ? location : location + "?" + query;
    }

    /** A copy of the answer with the headers that it is to have besides. */
    Reply added(Reply reply) {
        Reply with = reply;
        for (SiteRules.Header header : rules.headers(path)) {
            if (!header.isCacheControl() || isContent(reply)) {
                with = SiteHeaders.added(with, header.name(), header.value());
            }
        }
        return with;
    }

    private static boolean isContent(Reply reply) {
        return reply.file().isPresent() && reply.status() < 400;
    }
}
