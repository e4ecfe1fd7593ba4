package io.cdntopology.docker;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.AuthConfigurations;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.core.RemoteApiVersion;
import com.github.dockerjava.core.SSLConfig;
import com.github.dockerjava.httpclient5.ApacheDockerHttpClient;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Makes clients of docker-java for one engine. They take nothing from variables, system properties or files, as those of
 * docker-java's own configuration do.
 *
 * @param address of the engine
 * @param tls     what speaks TLS to it; empty if it is spoken to without
 * @param timeout how long connecting may take, and how long an engine may be silent in a call
 */
record EngineTransport(URI address, Optional<SSLContext> tls, Duration timeout) {
    /** One for all clients: docker-java makes one for each by default, which learns all shapes of answers anew. */
    private static final ObjectMapper JSON = DockerClientConfig.getDefaultObjectMapper();

    /** Calls beyond it wait for others to end, as part of their time. */
    private static final int MAX_CONTROL_CONNECTIONS = 32;

    /** A client for calls that name no version. */
    DockerClient unversioned() {
        return control(RemoteApiVersion.unknown());
    }

    /** A client for calls. */
    DockerClient control(ApiVersion version) {
        return control(remote(version));
    }

    private DockerClient control(RemoteApiVersion version) {
        return client(version, http().responseTimeout(timeout).maxConnections(MAX_CONTROL_CONNECTIONS));
    }

    /** A client for what lasts, and may be silent for as long as it wants: each has a connection of its own. */
    DockerClient streams(ApiVersion version) {
        return client(remote(version), http());
    }

    private static RemoteApiVersion remote(ApiVersion version) {
        return RemoteApiVersion.create(version.major(), version.minor());
    }

    private ApacheDockerHttpClient.Builder http() {
        ApacheDockerHttpClient.Builder builder =
                new ApacheDockerHttpClient.Builder().dockerHost(address).connectionTimeout(timeout);
        return tls.map(context -> builder.sslConfig(() -> context)).orElse(builder);
    }

    private DockerClient client(RemoteApiVersion version, ApacheDockerHttpClient.Builder http) {
        return DockerClientImpl.getInstance(new Pinned(address, version), http.build());
    }

    /** Credentials of registries are given with each pull, push and login, and nowhere else: a login only wants some here. */
    private record Pinned(URI address, RemoteApiVersion version) implements DockerClientConfig {
        @Override
        public URI getDockerHost() {
            return address;
        }

        @Override
        public RemoteApiVersion getApiVersion() {
            return version;
        }

        @Override
        public ObjectMapper getObjectMapper() {
            return JSON;
        }

        @Override
        public String getRegistryUsername() {
            return "";
        }

        @Override
        public String getRegistryPassword() {
            return "";
        }

        @Override
        public @Nullable String getRegistryEmail() {
            return null;
        }

        @Override
        public String getRegistryUrl() {
            return "";
        }

        @Override
        public @Nullable AuthConfig effectiveAuthConfig(String imageName) {
            return null;
        }

        @Override
        public AuthConfigurations getAuthConfigurations() {
            return new AuthConfigurations();
        }

        @Override
        @SuppressWarnings("deprecation") // The interface has no other type for it.
        public @Nullable SSLConfig getSSLConfig() {
            // The HTTP client has it.
            return null;
        }
    }
}
