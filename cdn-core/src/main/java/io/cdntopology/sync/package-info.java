/**
 * Delivery: from the commit of a source to the wanted release in the coordination store, and from there to the live
 * release of a host.
 *
 * <p>Rank 6: imports {@code store} and below. Start reading at {@link io.cdntopology.sync.Publisher} and
 * {@link io.cdntopology.sync.Synchronizer}.
 */
@NullMarked
package io.cdntopology.sync;

import org.jspecify.annotations.NullMarked;
