/**
 * A site that comes from several sources, each of them at a path of it: a view of their commits and trees as if it were kept in
 * one repository, so that what delivers releases knows of no more than one source.
 *
 * <p>Rank 6: imports {@code store} and below. Start reading at {@link io.cdntopology.mounts.MountedSource}.
 */
@NullMarked
package io.cdntopology.mounts;

import org.jspecify.annotations.NullMarked;
