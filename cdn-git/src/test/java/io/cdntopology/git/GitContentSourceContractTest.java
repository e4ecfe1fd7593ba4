package io.cdntopology.git;

import io.cdntopology.testkit.ContentFixture;
import io.cdntopology.testkit.ContentSourceContractTest;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** A repository in a directory keeps what content sources promise. */
class GitContentSourceContractTest extends ContentSourceContractTest {
    @TempDir
    Path temp;

    @Override
    protected ContentFixture open() {
        return new GitFixture(temp.resolve("far.git"));
    }

    /** A directory is there or it is not: a missing one is a mistake, not an outage. */
    @Override
    protected boolean canCut() {
        return false;
    }
}
