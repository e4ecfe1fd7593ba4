package io.cdntopology.docker;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * Credentials for one registry, from code.
 *
 * @param registry that they are for
 * @param login    gives them, at each use
 */
record GivenCredentials(RegistryHost registry, Supplier<RegistryLogin> login) implements CredentialSource {
    @Override
    public Optional<RegistryLogin> find(RegistryHost wanted) {
        return registry.equals(wanted) ? Optional.of(login.get()) : Optional.empty();
    }

    @Override
    public String toString() {
        return registry + " " + RegistryLogin.MASK;
    }
}
