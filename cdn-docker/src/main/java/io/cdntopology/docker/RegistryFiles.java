package io.cdntopology.docker;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/** The files of a registry and its proxy, and where they are in the containers. */
final class RegistryFiles {
    /** Runs both containers, and is nobody on the engine's machine: neither needs a right beyond its own files. */
    static final int USER = 65_532;

    /** Where both images that a registry may be of have their data, so that they make no volume of their own for it. */
    static final String DATA = "/var/lib/registry";

    static final String SECRETS = "/etc/cdn-registry";
    static final String REGISTRY_SETTINGS = DATA + "/registry.yml";
    static final String PROXY_SETTINGS = SECRETS + "/nginx.conf";

    /** That the proxy listens on, in its container: low ones take a right that it does not have. */
    static final int PROXY_PORT = 8443;

    /** What the proxy finds the registry by; the port is in the settings of both. */
    static final String REGISTRY_ALIAS = "registry";

    private RegistryFiles() {}

    /** For the volume of the registry. */
    static List<SeedFile> data() {
        return List.of(
                SeedFile.directory("storage", USER), SeedFile.ofUser("registry.yml", resource("registry.yml"), USER));
    }

    /** For the volume of the proxy. */
    static List<SeedFile> secrets(byte[] users, RegistryCertificate certificate) {
        return List.of(
                SeedFile.ofUser("nginx.conf", resource("registry-proxy.conf"), USER),
                SeedFile.ofUser("users", users, USER),
                SeedFile.ofUser("certificate.pem", certificate.chain().read(), USER),
                SeedFile.ofUser("key.pem", certificate.key().read(), USER));
    }

    private static byte[] resource(String name) {
        try (InputStream in = RegistryFiles.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
