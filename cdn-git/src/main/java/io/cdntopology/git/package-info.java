/**
 * Content from git repositories: a description ({@code Git}, {@code GitSource}), a private bare repository that is kept
 * between restarts, and two ways to bring commits into it, from a directory and over HTTP.
 *
 * <p>Imports {@code spi} and below of cdn-core, and JGit, no type of which is visible outside. Start reading at
 * {@link io.cdntopology.git.Git}, then {@code GitRepository}.
 */
@NullMarked
package io.cdntopology.git;

import org.jspecify.annotations.NullMarked;
