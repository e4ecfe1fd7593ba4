/**
 * Operation: observe, plan, apply; keep hosts in sync; ask the edges what they serve; tell what happened.
 *
 * <p>Rank 7: imports {@code sync} and below. Start reading at {@link io.cdntopology.operate.Operator}.
 */
@NullMarked
package io.cdntopology.operate;

import org.jspecify.annotations.NullMarked;
