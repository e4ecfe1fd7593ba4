/**
 * Benchmarks beside peers: the same work, on the same files, in the same run. Start reading at
 * {@link io.cdntopology.benchmarks.Bench}.
 */
@NullMarked
package io.cdntopology.benchmarks;

import org.jspecify.annotations.NullMarked;
