package io.cdntopology.git;

import io.cdntopology.failure.ErrorCode;
import java.util.EnumSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.ObjectId;

/** What has to come of a tree. */
sealed interface TreeVerdict {
    /**
     * It is served.
     *
     * @param site what is at each path, as {@link ServedSite} tells it
     * @param id   the id that git gives a tree of that
     */
    record Served(SortedMap<String, String> site, ObjectId id) implements TreeVerdict {}

    /** It is refused, by the reasons that were found. */
    final class Refused implements TreeVerdict {
        private static final Pattern ID = Pattern.compile("[0-9a-f]{40}");

        private final Set<ErrorCode> codes = EnumSet.noneOf(ErrorCode.class);
        private final Set<String> places = new TreeSet<>();
        private boolean seenBeforeWriting;
        private boolean anywhere;

        /** Adds a reason, by a path or an id. */
        void add(ErrorCode code, String place) {
            seenBeforeWriting = true;
            addWhenWritten(code, place);
        }

        /** Adds a reason that nobody sees who does not read the files. */
        void addWhenWritten(ErrorCode code, String place) {
            codes.add(code);
            places.add(place);
        }

        /** Says that there may be more reasons than were found, of whatever kind. */
        void addOthers() {
            anywhere = true;
        }

        boolean isEmpty() {
            return codes.isEmpty();
        }

        boolean isSeenBeforeWriting() {
            return seenBeforeWriting;
        }

        /** Whether a failure is for one of the reasons. */
        boolean covers(ErrorCode code, String where, String text) {
            return (anywhere && code == ErrorCode.CONTENT_REFUSED)
                    || (codes.contains(code) && (namesPath(where) || namesId(text)));
        }

        /** What is refused when it is written is named with a slash before it. */
        private boolean namesPath(String where) {
            return places.contains(where) || (where.startsWith("/") && places.contains(where.substring(1)));
        }

        private boolean namesId(String text) {
            return places.stream().filter(place -> ID.matcher(place).matches()).anyMatch(text::contains);
        }

        @Override
        public String toString() {
            return "refused with " + codes + " for " + places;
        }
    }
}
