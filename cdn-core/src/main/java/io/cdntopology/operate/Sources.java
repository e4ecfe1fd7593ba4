package io.cdntopology.operate;

import io.cdntopology.spi.AgentOptions;
import io.cdntopology.spi.CertificateSource;
import io.cdntopology.spi.ContentSource;
import java.util.Objects;
import java.util.Optional;

/**
 * What a network follows.
 *
 * @param content       where its content comes from
 * @param configuration where the configuration of its edges comes from, if it comes from a repository
 * @param certificate   where their certificate comes from, if they speak TLS
 */
public record Sources(
        ContentSource content, Optional<ContentSource> configuration, Optional<CertificateSource> certificate) {
    public Sources {
        Objects.requireNonNull(content, "content");
        Objects.requireNonNull(configuration, "configuration");
        Objects.requireNonNull(certificate, "certificate");
    }

    /** What an agent is told to fetch from them. */
    AgentOptions forAgent() {
        AgentOptions others = configuration
                .map(source -> source.forAgent().prefixed("configuration."))
                .orElse(AgentOptions.NONE);
        return content.forAgent().and(others);
    }
}
