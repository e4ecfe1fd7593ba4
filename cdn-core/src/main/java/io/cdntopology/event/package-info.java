/**
 * What happened. Values only.
 *
 * <p>Rank 2: imports {@code topology}, {@code release} and below. Start reading at
 * {@link io.cdntopology.event.CdnEvent}.
 */
@NullMarked
package io.cdntopology.event;

import org.jspecify.annotations.NullMarked;
