/**
 * What is wanted: the name of a content delivery network, its edges and what they say, how long releases are kept. Values only.
 *
 * <p>Rank 1: imports {@code failure}. Start reading at {@link io.cdntopology.topology.Topology}.
 */
@NullMarked
package io.cdntopology.topology;

import org.jspecify.annotations.NullMarked;
