package io.cdntopology.agent;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * An option of the agent. It has one name in three spellings: {@code --etcd-endpoints} as a flag,
 * {@code CDN_ETCD_ENDPOINTS} in the environment, {@code etcd.endpoints} in the file.
 */
interface NamedOption {
    /** Its name in a file. */
    String key();

    /** What a value is, for the help. */
    String label();

    /** What it does, for the help. */
    String description();

    /** Whether the help leaves it out, as it says of another one that there are more such. */
    default boolean isHidden() {
        return false;
    }

    /** Its name as an argument. */
    default String flag() {
        return "--" + key().replace('.', '-');
    }

    /** Its name in the environment. */
    default String variable() {
        return "CDN_" + key().replace('.', '_').toUpperCase(Locale.ROOT);
    }

    /** All of them, in the order of the help. */
    static List<NamedOption> all() {
        return Stream.concat(Arrays.stream(AgentOption.values()), SourceSettings.options())
                .toList();
    }
}
