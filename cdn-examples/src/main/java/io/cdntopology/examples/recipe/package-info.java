/**
 * The recipe that this library grew out of, line for line: an nginx that serves what a git repository holds, kept up to date by
 * an etcd watch. Start reading at {@link io.cdntopology.examples.recipe.OriginalRecipe}.
 */
@NullMarked
package io.cdntopology.examples.recipe;

import org.jspecify.annotations.NullMarked;
