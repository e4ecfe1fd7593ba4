package io.cdntopology.agent;

import io.cdntopology.etcd.Etcd;
import io.cdntopology.etcd.EtcdCoordination;
import io.cdntopology.spi.Coordination;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The options that say who coordinates. */
final class CoordinationSettings {
    private static final String TLS_FIX = "name a file in PEM, and give https endpoints";

    private CoordinationSettings() {}

    static Optional<Coordination> read(OptionReader options) {
        Optional<EtcdCoordination> endpoints = options.required(
                AgentOption.ETCD_ENDPOINTS,
                text -> Etcd.endpoints(text.split("\\s*,\\s*", -1)),
                "give the URL of each member, for example https://10.0.0.1:2379,https://10.0.0.2:2379");
        // Without valid endpoints the other options are still checked, against any.
        EtcdCoordination etcd = endpoints.orElseGet(() -> Etcd.endpoints("https://etcd.invalid:2379"));
        etcd = options.apply(
                AgentOption.ETCD_TIMEOUT,
                etcd,
                (described, text) -> described.timeout(ValueText.duration(text, Duration.ZERO)),
                ValueText.DURATION_FIX);
        etcd = options.apply(
                AgentOption.ETCD_TRUST,
                etcd,
                (described, text) -> described.trust(ValueText.readableFile(text)),
                TLS_FIX);
        etcd = options.apply(AgentOption.ETCD_NAMESPACE, etcd, EtcdCoordination::namespace, "give /name");
        etcd = withUser(options, withClientCertificate(options, etcd));
        return endpoints.isPresent() ? Optional.of(etcd) : Optional.empty();
    }

    private static EtcdCoordination withClientCertificate(OptionReader options, EtcdCoordination etcd) {
        options.requireBoth(AgentOption.ETCD_CLIENT_CERTIFICATE, AgentOption.ETCD_CLIENT_KEY);
        Optional<Path> key =
                options.optional(AgentOption.ETCD_CLIENT_KEY, ValueText::readableFile, "name a file in PEM");
        if (key.isEmpty()) {
            return etcd;
        }
        return options.apply(
                AgentOption.ETCD_CLIENT_CERTIFICATE,
                etcd,
                (described, text) -> described.clientCertificate(ValueText.readableFile(text), key.get()),
                TLS_FIX);
    }

    private static EtcdCoordination withUser(OptionReader options, EtcdCoordination etcd) {
        options.requireBoth(AgentOption.ETCD_USER, AgentOption.ETCD_PASSWORD_FILE);
        Optional<PasswordFile> password = options.optional(
                AgentOption.ETCD_PASSWORD_FILE, PasswordFile::of, "name a file that holds nothing but the password");
        if (password.isEmpty()) {
            return etcd;
        }
        return options.apply(
                AgentOption.ETCD_USER,
                etcd,
                (described, name) -> described.user(name, password.get().path()),
                "give the name of a user of etcd");
    }
}
