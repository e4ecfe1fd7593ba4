package io.cdntopology;

import io.cdntopology.operate.ConfigurationLine;
import io.cdntopology.release.CommitId;
import io.cdntopology.sync.Publication;
import io.cdntopology.sync.Quarantine;
import java.util.List;

/** The configuration of edges as its user holds it. */
record RunningConfiguration(ConfigurationLine line) implements Releases {
    @Override
    public Publication publish() {
        return line.publish();
    }

    @Override
    public Publication rollback(String reason) {
        return line.rollback(reason);
    }

    @Override
    public Publication rollbackTo(CommitId commit, String reason) {
        return line.rollbackTo(commit, reason);
    }

    @Override
    public void release(CommitId commit) {
        line.release(commit);
    }

    @Override
    public List<Quarantine> quarantines() {
        return line.quarantines();
    }
}
