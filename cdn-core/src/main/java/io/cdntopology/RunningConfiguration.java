package io.cdntopology;

import io.cdntopology.operate.ConfigurationLine;
import io.cdntopology.release.CommitId;
import io.cdntopology.sync.Publication;
import io.cdntopology.sync.Publisher;
import io.cdntopology.sync.Quarantine;
import java.util.List;
import java.util.Optional;

/**
 * The configuration of edges as its user holds it.
 *
 * @param publisher decides on it: that of the line, or that of the content that it is released together with
 * @param line      what is known of it
 */
record RunningConfiguration(Publisher publisher, ConfigurationLine line) implements Releases {
    @Override
    public Publication publish() {
        return publisher.publish();
    }

    @Override
    public void wake() {
        publisher.wake();
    }

    @Override
    public Optional<Quarantine> abort(String reason) {
        return publisher.abort(reason);
    }

    @Override
    public Publication rollback(String reason) {
        return publisher.rollback(reason);
    }

    @Override
    public Publication rollbackTo(CommitId commit, String reason) {
        return publisher.rollbackTo(commit, reason);
    }

    @Override
    public void release(CommitId commit) {
        publisher.release(commit);
    }

    @Override
    public List<Quarantine> quarantines() {
        return line.quarantines();
    }
}
