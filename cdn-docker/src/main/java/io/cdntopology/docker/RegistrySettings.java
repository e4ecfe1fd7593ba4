package io.cdntopology.docker;

import io.cdntopology.topology.TopologyName;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a registry is to be like.
 *
 * @param name         of it
 * @param address      that the proxy is published on
 * @param port         that the proxy is published on
 * @param image        of the registry
 * @param proxyImage   of the proxy
 * @param users        with their passwords, in the order in which they were given; at least one
 * @param certificate  of the proxy
 * @param startTimeout how long it may take until it answers
 */
record RegistrySettings(
        TopologyName name,
        String address,
        int port,
        ImageReference image,
        ImageReference proxyImage,
        Map<RegistryUser, Secret> users,
        RegistryCertificate certificate,
        Duration startTimeout) {
    RegistrySettings {
        users = Collections.unmodifiableMap(new LinkedHashMap<>(users));
    }

    /** Where its own engine reaches it. */
    RegistryHost host() {
        boolean everywhere = address.equals("0.0.0.0");
        return new RegistryHost((everywhere ? "127.0.0.1" : address) + ":" + port);
    }

    /** What the library itself logs in with: the first user. */
    RegistryCredentials credentials() {
        return users.entrySet().stream()
                .findFirst()
                .map(user ->
                        RegistryCredentials.of(host().value(), user.getKey().value(), user.getValue()::read))
                .orElseGet(RegistryCredentials::none);
    }
}
