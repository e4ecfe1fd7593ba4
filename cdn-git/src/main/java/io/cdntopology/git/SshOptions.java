package io.cdntopology.git;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * The options of a {@link GitSource} that are for servers spoken to by ssh.
 *
 * @param privateKey gives the key, at each new connection
 * @param passphrase gives what opens it, at each new connection
 * @param knownHosts gives the lines of servers' keys, at each new connection
 */
record SshOptions(
        Optional<Supplier<byte[]>> privateKey,
        Optional<Supplier<String>> passphrase,
        Optional<Supplier<byte[]>> knownHosts) {
    static final SshOptions NONE = new SshOptions(Optional.empty(), Optional.empty(), Optional.empty());

    SshOptions withPrivateKey(Supplier<byte[]> value) {
        return new SshOptions(Optional.of(value), passphrase, knownHosts);
    }

    SshOptions withPassphrase(Supplier<String> value) {
        return new SshOptions(privateKey, Optional.of(value), knownHosts);
    }

    SshOptions withKnownHosts(Supplier<byte[]> value) {
        return new SshOptions(privateKey, passphrase, Optional.of(value));
    }

    @Override
    public String toString() {
        return "SshOptions(***)";
    }
}
