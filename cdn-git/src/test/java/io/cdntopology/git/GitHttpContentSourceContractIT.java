package io.cdntopology.git;

import io.cdntopology.testkit.ContentFixture;
import io.cdntopology.testkit.ContentSourceContractTest;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** A repository on a server keeps what content sources promise. */
class GitHttpContentSourceContractIT extends ContentSourceContractTest {
    @TempDir
    Path temp;

    @Override
    protected ContentFixture open() {
        return new Fixture(temp);
    }

    private static final class Fixture extends GitFixture {
        private final GitHttpServer server;

        Fixture(Path root) {
            super(root.resolve("far.git"));
            this.server = new GitHttpServer(root);
        }

        @Override
        GitSource repository() {
            return Git.repository(server.url("far.git"));
        }

        @Override
        public void cut() {
            server.cut();
        }

        @Override
        public void restore() {
            server.restore();
        }

        @Override
        public void close() {
            server.close();
            super.close();
        }
    }
}
