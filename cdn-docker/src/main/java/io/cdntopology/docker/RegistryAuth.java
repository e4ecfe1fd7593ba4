package io.cdntopology.docker;

import com.github.dockerjava.api.model.AuthConfig;
import java.util.Optional;

/** What an engine is told to log in to a registry with. */
final class RegistryAuth {
    private RegistryAuth() {}

    /** For one registry; without a user if there is no login. */
    static AuthConfig of(RegistryHost registry, Optional<RegistryLogin> login) {
        AuthConfig auth = new AuthConfig().withRegistryAddress(registry.credentialsKey());
        return login.map(given -> of(auth, given)).orElse(auth);
    }

    private static AuthConfig of(AuthConfig auth, RegistryLogin login) {
        if (login instanceof RegistryLogin.IdentityToken identity) {
            return auth.withUsername(identity.user()).withIdentityToken(identity.token());
        }
        RegistryLogin.Password password = (RegistryLogin.Password) login;
        return auth.withUsername(password.user()).withPassword(password.password());
    }
}
