/**
 * Content from git repositories: a description ({@code Git}, {@code GitSource}), a private bare repository that is kept
 * between restarts, and ways to bring commits into it: from a directory, over HTTP, over ssh, and by git's own protocol.
 *
 * <p>What has to be signed by somebody is looked at by a {@code SignatureGate}.
 *
 * <p>Imports {@code spi} and below of cdn-core, JGit, MINA SSHD, and in {@code OpenPgpSigners} Bouncy Castle, which may be
 * missing; none of their types is visible outside. Start reading at {@link io.cdntopology.git.Git}, then {@code GitRepository}.
 */
@NullMarked
package io.cdntopology.git;

import org.jspecify.annotations.NullMarked;
