package io.cdntopology.git;

import io.cdntopology.failure.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The options of a {@link GitSource} that are for servers spoken to by ssh.
 *
 * @param privateKey gives the key, at each new connection
 * @param passphrase gives what opens it, at each new connection
 * @param agent      gives the socket of an ssh-agent that has the key, at each new connection
 * @param agentKey   the fingerprint of the key that is to be used of those in it
 * @param knownHosts gives the lines of servers' keys, at each new connection
 */
record SshOptions(
        Optional<Supplier<byte[]>> privateKey,
        Optional<Supplier<String>> passphrase,
        Optional<Supplier<Path>> agent,
        Optional<String> agentKey,
        Optional<Supplier<byte[]>> knownHosts) {
    static final SshOptions NONE =
            new SshOptions(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    SshOptions withPrivateKey(Supplier<byte[]> value) {
        return new SshOptions(Optional.of(value), passphrase, agent, agentKey, knownHosts);
    }

    SshOptions withPassphrase(Supplier<String> value) {
        return new SshOptions(privateKey, Optional.of(value), agent, agentKey, knownHosts);
    }

    SshOptions withAgent(Supplier<Path> value) {
        return new SshOptions(privateKey, passphrase, Optional.of(value), agentKey, knownHosts);
    }

    SshOptions withAgentKey(String value) {
        return new SshOptions(privateKey, passphrase, agent, Optional.of(value), knownHosts);
    }

    SshOptions withKnownHosts(Supplier<byte[]> value) {
        return new SshOptions(privateKey, passphrase, agent, agentKey, Optional.of(value));
    }

    /** Who is to be trusted, and nobody who asks. */
    SshOptions knownHostsOnly() {
        return new SshOptions(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), knownHosts);
    }

    /** What is missing in them, or does not fit together. */
    List<Problem> problems(String location) {
        List<Problem> problems = new ArrayList<>();
        if (privateKey.isEmpty() && agent.isEmpty()) {
            problems.add(new Problem(
                    location, "it is reached by ssh, without a key", "set privateKey(…), or sshAgent() if one has it"));
        }
        if (agent.isPresent() && passphrase.isPresent()) {
            problems.add(new Problem(
                    location,
                    "there is a passphrase, and keys in an ssh-agent need none",
                    "remove passphrase(…), or set privateKey(…) in the place of sshAgent(…)"));
        }
        if (agent.isEmpty() && agentKey.isPresent()) {
            problems.add(new Problem(
                    location, "it has a key of an ssh-agent, without one", "set sshAgent(), or remove sshAgentKey(…)"));
        }
        if (knownHosts.isEmpty()) {
            problems.add(new Problem(
                    location,
                    "it is reached by ssh, and nothing says which key it has to show",
                    "set knownHosts(…), for example to what `ssh-keyscan` prints, once that was compared"));
        }
        return problems;
    }

    @Override
    public String toString() {
        return "SshOptions(***)";
    }
}
