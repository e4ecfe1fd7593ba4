/**
 * Content from git repositories: a description ({@code Git}, {@code GitSource}), a private bare repository that is kept
 * between restarts, and ways to bring commits into it: from a directory, over HTTP, over ssh, and by git's own protocol.
 *
 * <p>Imports {@code spi} and below of cdn-core, JGit, and MINA SSHD, no types of which are visible outside. Start reading at
 * {@link io.cdntopology.git.Git}, then {@code GitRepository}.
 */
@NullMarked
package io.cdntopology.git;

import org.jspecify.annotations.NullMarked;
