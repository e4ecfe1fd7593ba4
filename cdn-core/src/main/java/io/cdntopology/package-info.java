/**
 * The front door: describe a content delivery network, start it, use it.
 *
 * <p>Rank 9: may import every package. Start reading at {@link io.cdntopology.CdnTopology}.
 */
@NullMarked
package io.cdntopology;

import org.jspecify.annotations.NullMarked;
