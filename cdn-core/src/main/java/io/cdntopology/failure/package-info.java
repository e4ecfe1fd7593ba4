/**
 * What can go wrong, and how it is told: one exception, stable codes, problems with a place, a reason and a fix.
 *
 * <p>Rank 0: imports nothing of this library. Start reading at {@link io.cdntopology.failure.CdnException}.
 */
@NullMarked
package io.cdntopology.failure;

import org.jspecify.annotations.NullMarked;
