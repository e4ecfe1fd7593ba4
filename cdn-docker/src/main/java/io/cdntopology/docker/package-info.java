/**
 * Docker engines: where one is ({@code DockerHost}), the connection to it ({@code EngineConnection}), what is known of
 * it ({@code EngineFacts}), and the names and ids of its containers ({@code Containers}). And what runs in the container
 * of an edge: its command ({@code EdgeCommand}), and the configuration of its nginx ({@code NginxConfiguration}).
 *
 * <p>Every call ends within the time of its connection, whatever the engine does. The version of the API is agreed on
 * when the connection is opened, and named in each request from then on. What failures mean is said in one place
 * ({@code EngineFailures}).
 *
 * <p>Imports {@code spi} and below of cdn-core, and docker-java, no type of which is visible outside. Start reading at
 * {@link io.cdntopology.docker.DockerHost}, then {@code EngineConnection}.
 */
@NullMarked
package io.cdntopology.docker;

import org.jspecify.annotations.NullMarked;
