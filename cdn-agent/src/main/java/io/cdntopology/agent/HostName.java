package io.cdntopology.agent;

import io.cdntopology.topology.HostId;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The name that a machine has, as the name of a host. */
final class HostName {
    private static final int MAX_LENGTH = 40;

    private HostName() {}

    /** The name of this machine, made valid; empty if it has none that could be. */
    static Optional<HostId> ofThisMachine(Map<String, String> environment) {
        return valid(environment.getOrDefault("HOSTNAME", "")).or(() -> valid(asked()));
    }

    private static String asked() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "";
        }
    }

    /**
     * A name in lower case, with a dash for each run of other characters, and {@code host-} before one that starts with a
     * digit; cut to 40 characters. Empty if nothing is left.
     */
    static Optional<HostId> valid(String name) {
        String dashed =
                name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
        if (dashed.isEmpty()) {
            return Optional.empty();
        }
        String named = Character.isDigit(dashed.charAt(0)) ? "host-" + dashed : dashed;
        String cut = named.length() <= MAX_LENGTH ? named : named.substring(0, MAX_LENGTH);
        return Optional.of(new HostId(cut.replaceAll("-+$", "")));
    }
}
