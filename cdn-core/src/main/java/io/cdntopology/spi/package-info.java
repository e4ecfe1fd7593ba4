/**
 * The three ports of the library: where content comes from, who coordinates, what edges run on.
 *
 * <p>Each port is a description ({@code ContentSource}, {@code Coordination}, {@code ContainerPlatform}) that an
 * application passes to the builder, and what it opens when the network starts. Whoever opens closes.
 *
 * <p>Rank 4: imports {@code observed} and below. Start reading at {@link io.cdntopology.spi.ContentSource}.
 */
@NullMarked
package io.cdntopology.spi;

import org.jspecify.annotations.NullMarked;
