package io.cdntopology.docker;

import java.util.Optional;

/** Knows credentials for some registries. Thread-safe. */
sealed interface CredentialSource permits GivenCredentials, DockerConfigCredentials {
    /**
     * What to log in to a registry with, looked up now; may block.
     *
     * @return empty if nothing is known for it
     */
    Optional<RegistryLogin> find(RegistryHost registry);
}
