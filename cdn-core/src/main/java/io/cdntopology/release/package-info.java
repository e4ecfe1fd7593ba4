/**
 * What is delivered: commits, trees, entries, and the rules that names and links have to keep. Values only.
 *
 * <p>Rank 1: imports {@code failure}. Start reading at {@link io.cdntopology.release.Release}.
 */
@NullMarked
package io.cdntopology.release;

import org.jspecify.annotations.NullMarked;
