package io.cdntopology.docker;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where a registry is, as names of images begin: {@code registry.example:5000}. Docker Hub is {@code docker.io}, by
 * whichever of its names it is given.
 *
 * @param value a host name or an IP address, with a port unless it is 443; an IPv6 address in brackets
 */
public record RegistryHost(String value) implements Comparable<RegistryHost> {
    private static final String LABEL = "[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?";
    private static final Pattern VALID =
            Pattern.compile("(" + LABEL + "(\\." + LABEL + ")*|\\[[a-fA-F0-9:]+])(:[0-9]{1,5})?");
    private static final int MAX_LENGTH = 255;
    private static final int MAX_PORT = 65_535;
    private static final Set<String> HUB_NAMES = Set.of("docker.io", "index.docker.io", "registry-1.docker.io");

    /** Docker Hub. */
    public static final RegistryHost DOCKER_HUB = new RegistryHost("docker.io");

    /**
     * @throws CdnException with {@code INVALID_ARGUMENT} if the value is no such host
     */
    public RegistryHost {
        if (!isValid(value)) {
            throw CdnException.of(
                    ErrorCode.INVALID_ARGUMENT,
                    "Naming a registry",
                    // Not what was given: it may hold a password.
                    new Problem(
                            "registry host",
                            "it is no host, or no port",
                            "give a host with its port, without a scheme or a path: registry.example:5000"));
        }
        value = HUB_NAMES.contains(value) ? "docker.io" : value;
    }

    static boolean isValid(String text) {
        if (text.length() > MAX_LENGTH || !VALID.matcher(text).matches()) {
            return false;
        }
        String port = text.substring(text.lastIndexOf(':') + 1);
        boolean hasPort = port.length() < text.length() && !text.endsWith("]");
        return !hasPort || (Integer.parseInt(port) > 0 && Integer.parseInt(port) <= MAX_PORT);
    }

    /** What the {@code docker} command keeps credentials under. */
    String credentialsKey() {
        return equals(DOCKER_HUB) ? "https://index.docker.io/v1/" : value;
    }

    @Override
    public int compareTo(RegistryHost other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
