package io.cdntopology.git;

import java.util.Optional;

/**
 * Gives the password or token by which a {@link GitSource} asks a server. Called from several threads, while an exchange
 * waits, so it returns soon; and every few seconds where an agent in a container is to have the same.
 */
@FunctionalInterface
public interface GitPassword {
    /**
     * The password or token as it is now.
     *
     * @param refused the one that the server has just answered 401 to, if it did; another one is then tried at once, and
     *     the same one is not tried again
     */
    String get(Optional<String> refused);
}
