package io.cdntopology.git;

import io.cdntopology.failure.ErrorCode;
import java.util.Map;
import java.util.TreeMap;

/**
 * Something hostile, and what has to come of it.
 *
 * @param name   what it is
 * @param attack makes it
 * @param end    what has to come of it
 */
record HostileCase<T>(String name, T attack, End end) {
    /** What has to come of an attack. */
    sealed interface End {
        /** It is refused, for a reason in which this text occurs. */
        record Refused(ErrorCode code, String why) implements End {}

        /** It does no harm, and these files are served, besides the one of every site here. */
        record Served(Map<String, String> files) implements End {
            public Served {
                files = new TreeMap<>(files);
            }
        }
    }

    static <T> HostileCase<T> refused(String name, ErrorCode code, String why, T attack) {
        return new HostileCase<>(name, attack, new End.Refused(code, why));
    }

    static <T> HostileCase<T> served(String name, Map<String, String> files, T attack) {
        return new HostileCase<>(name, attack, new End.Served(files));
    }

    @Override
    public String toString() {
        return name;
    }
}
