package io.cdntopology.operate;

import io.cdntopology.release.CommitId;
import io.cdntopology.release.Release;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.spi.Revision;
import io.cdntopology.sync.Desired;
import io.cdntopology.sync.Ledger;
import io.cdntopology.sync.ReleaseGate;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a commit has to pass that is released as content and configuration at once. Where its configuration is the wanted
 * one already, it is released as content is. Otherwise hosts put both in place, side by side with what is served, and the
 * configuration is rolled out: an edge serves the new content from the moment when it serves by the new configuration, and
 * the content before as long as it serves by that before. One decision makes both wanted.
 */
final class JointGate implements ReleaseGate {
    /** A host that has nothing yet may have to write a large site. */
    private static final Duration STAGING = Duration.ofMinutes(5);

    private final ReleaseGate content;
    private final RolloutGate rollout;
    private final ContentRepository configurations;
    private final Supplier<Optional<Release>> wanted;
    private final Ledger ledger;
    private final Staging staging;

    /**
     * @param content        what content has to pass
     * @param rollout        what a configuration has to pass
     * @param configurations the configurations of the commits
     * @param wanted         the configuration that is wanted
     * @param ledger         of content
     * @param stop           ends what this waits for
     */
    JointGate(
            ReleaseGate content,
            RolloutGate rollout,
            ContentRepository configurations,
            Supplier<Optional<Release>> wanted,
            Ledger ledger,
            RolloutStop stop) {
        this.content = content;
        this.rollout = rollout;
        this.configurations = configurations;
        this.wanted = wanted;
        this.ledger = ledger;
        this.staging = new Staging(ledger, "content", STAGING, stop);
    }

    @Override
    public void check(Revision revision) {
        content.check(revision);
        rollout.check(configurations.at(revision.release().commit()));
    }

    @Override
    public Optional<Release> enter(Release release) {
        CommitId commit = release.commit();
        Release configuration = configurations.at(commit).release();
        Optional<Release> same = wanted.get().filter(current -> current.tree().equals(configuration.tree()));
        if (same.isPresent()) {
            return same;
        }
        ledger.announce(commit, commit);
        staging.await(commit, Staging.hasPrepared(commit));
        return rollout.enter(configuration);
    }

    @Override
    public boolean hasPassed(Desired desired) {
        return desired.configuration().isPresent();
    }

    @Override
    public boolean isForLeaders() {
        return rollout.isForLeaders();
    }

    @Override
    public void decided() {
        rollout.decided();
    }
}
