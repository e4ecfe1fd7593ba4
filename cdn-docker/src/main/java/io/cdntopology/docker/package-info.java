/**
 * Networks in containers, on docker-java: a platform ({@code DockerPlatform}) whose session ({@code DockerSession}) knows
 * what a network consists of on an engine ({@code WantedParts}), sees what there is ({@code PartObserver}), and makes and
 * removes it ({@code PartMaker}). What runs in the container of an edge is its command ({@code EdgeCommand}) and the
 * configuration of its nginx ({@code NginxConfiguration}). What others have made may be part of it, too ({@code Adoption}).
 *
 * <p>Below that: how an engine is found ({@code DockerHost}) and spoken to ({@code EngineConnection}), what is known of it
 * ({@code EngineFacts}), the names and ids of its containers ({@code Containers}), its images ({@code Images}), who pulls and
 * pushes them ({@code RegistryCredentials}), and a private registry on it ({@code Registry}).
 *
 * <p>Every call ends within the time of its connection, whatever the engine does. The version of the API is agreed on
 * when the connection is opened, and named in each request from then on. What failures mean is said in one place
 * ({@code EngineFailures}), what failures of registries mean in another ({@code TransferFailures}).
 *
 * <p>Imports {@code spi} and below of cdn-core, and docker-java, no type of which is visible outside. Start reading at
 * {@link io.cdntopology.docker.DockerPlatform}, then {@code WantedParts}.
 */
@NullMarked
package io.cdntopology.docker;

import org.jspecify.annotations.NullMarked;
