/**
 * What exists: edges as a platform shows them. Values only.
 *
 * <p>Rank 2: imports {@code topology}, {@code release} and below. Start reading at
 * {@link io.cdntopology.observed.ObservedEdge}.
 */
@NullMarked
package io.cdntopology.observed;

import org.jspecify.annotations.NullMarked;
