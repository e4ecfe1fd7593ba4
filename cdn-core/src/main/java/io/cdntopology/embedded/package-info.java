/**
 * The three ports in this JVM: edges over real HTTP, coordination and content in memory. For trying the library, and for
 * testing with it.
 *
 * <p>Rank 8: imports {@code operate} and below. Start reading at {@link io.cdntopology.embedded.Embedded}.
 */
@NullMarked
package io.cdntopology.embedded;

import org.jspecify.annotations.NullMarked;
