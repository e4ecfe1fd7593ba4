/**
 * The planner: from what is wanted and what exists to the steps between them. Pure, deterministic, total.
 *
 * <p>Rank 3: imports {@code observed} and below. Start reading at {@link io.cdntopology.plan.Planner}.
 */
@NullMarked
package io.cdntopology.plan;

import org.jspecify.annotations.NullMarked;
