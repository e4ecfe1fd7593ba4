package io.cdntopology.git;

import io.cdntopology.testkit.ContentFixture;
import io.cdntopology.testkit.ContentSourceContractTest;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** A repository behind ssh keeps what content sources promise. */
class GitSshContentSourceContractIT extends ContentSourceContractTest {
    @TempDir
    Path temp;

    @Override
    protected ContentFixture open() {
        return new Fixture(temp);
    }

    private static final class Fixture extends GitFixture {
        private final GitSshServer server;

        Fixture(Path root) {
            super(root.resolve("far.git"));
            this.server = new GitSshServer(root, SshKeys.ED25519);
            server.authorize(SshKeys.ED25519);
        }

        @Override
        GitSource repository() {
            return Git.repository(server.url("far.git"))
                    .privateKey(() -> SshKeys.openSsh(SshKeys.ED25519))
                    .knownHosts(server.knownHost());
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
