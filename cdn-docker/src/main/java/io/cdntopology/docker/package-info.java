/**
 * Docker engines: where one is ({@code DockerHost}), the connection to it ({@code EngineConnection}), what is known of
 * it ({@code EngineFacts}), the names and ids of its containers ({@code Containers}), its images ({@code Images}), who
 * pulls and pushes them ({@code RegistryCredentials}), and a private registry on it ({@code Registry}).
 *
 * <p>Every call ends within the time of its connection, whatever the engine does. The version of the API is agreed on
 * when the connection is opened, and named in each request from then on. What failures mean is said in one place
 * ({@code EngineFailures}), what failures of registries mean in another ({@code TransferFailures}).
 *
 * <p>Imports {@code spi} and below of cdn-core, and docker-java, no type of which is visible outside. Start reading at
 * {@link io.cdntopology.docker.DockerHost}, then {@code EngineConnection}.
 */
@NullMarked
package io.cdntopology.docker;

import org.jspecify.annotations.NullMarked;
