package io.cdntopology.docker;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The secrets of an agent that runs: files on its volume, which it reads at each use. They are compared with what they are
 * here, and written anew when they are others, so that a password that was changed needs no restart. Thread-safe.
 *
 * <p>What a container was seen to have is remembered; it is read again only if the secrets here are others, or it is
 * another container.
 */
final class AgentSecrets {
    private static final Logger LOG = LoggerFactory.getLogger(AgentSecrets.class);
    private static final String LOOKING = "Looking whether the agent has the secrets as they are now";

    private final EngineConnection engine;
    private final AgentFiles files;
    private @Nullable Seen seen;

    /**
     * What a container has.
     *
     * @param hash of its secrets
     */
    private record Seen(String container, String hash) {}

    AgentSecrets(EngineConnection engine, AgentFiles files) {
        this.engine = engine;
        this.files = files;
    }

    /** Why an agent has to be given its secrets again; empty if it has them, or if they cannot be told at the moment. */
    synchronized Optional<String> fault(String container) {
        Optional<List<SeedFile>> secrets = secrets();
        if (secrets.isEmpty() || secrets.get().isEmpty()) {
            return Optional.empty();
        }
        Seen now = new Seen(container, hash(secrets.get()));
        if (!now.equals(seen)) {
            seen = secrets.get().stream().allMatch(secret -> has(container, secret)) ? now : null;
        }
        return now.equals(seen) ? Optional.empty() : Optional.of("its secrets are others now");
    }

    /** While they cannot be told, by what the application has given for it, the agent keeps what it has. */
    private Optional<List<SeedFile>> secrets() {
        try {
            return Optional.of(files.secrets());
        } catch (RuntimeException e) {
            // What it says may be secret.
            LOG.debug(
                    "The secrets of the agent cannot be told: {}", e.getClass().getName());
            return Optional.empty();
        }
    }

    private static String hash(List<SeedFile> secrets) {
        return ShortHash.of(secrets.stream().map(SeedFile::bytes).toList());
    }

    private boolean has(String container, SeedFile secret) {
        return new ContainerFiles(engine, container)
                .read(LOOKING, AgentFiles.HOME.substring(1) + "/" + secret.path())
                .filter(found -> Arrays.equals(found.bytes(), secret.bytes()))
                .isPresent();
    }
}
