/**
 * The release store: releases on a file system, as git's own Merkle tree, and the pointer to the live one.
 *
 * <p>Rank 5: imports {@code spi} and below. Start reading at {@link io.cdntopology.store.ReleaseStore}.
 */
@NullMarked
package io.cdntopology.store;

import org.jspecify.annotations.NullMarked;
