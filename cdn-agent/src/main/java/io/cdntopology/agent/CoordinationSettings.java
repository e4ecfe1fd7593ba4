package io.cdntopology.agent;

import io.cdntopology.etcd.Etcd;
import io.cdntopology.etcd.EtcdCoordination;
import io.cdntopology.spi.Coordination;
import java.time.Duration;
import java.util.Optional;

/** The options that say who coordinates. */
final class CoordinationSettings {
    private static final Duration MIN_TIMEOUT = Duration.ofMillis(100);

    private CoordinationSettings() {}

    static Optional<Coordination> read(OptionReader options) {
        Optional<EtcdCoordination> endpoints = options.required(
                AgentOption.ETCD_ENDPOINTS,
                text -> Etcd.endpoints(text.split("\\s*,\\s*", -1)),
                "give the URL of each member, for example http://10.0.0.1:2379,http://10.0.0.2:2379");
        Optional<Duration> timeout = options.optional(
                AgentOption.ETCD_TIMEOUT, text -> ValueText.duration(text, MIN_TIMEOUT), ValueText.DURATION_FIX);
        return endpoints.map(etcd -> timeout.map(etcd::timeout).orElse(etcd));
    }
}
