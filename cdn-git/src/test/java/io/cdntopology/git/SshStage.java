package io.cdntopology.git;

import io.cdntopology.spi.ContentRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;

/** A repository behind an ssh server that lets {@link SshKeys#ED25519} in, and what was opened of it. */
final class SshStage implements AutoCloseable {
    final FarSide far;
    final GitSshServer server;
    private final Path temp;
    private final List<ContentRepository> opened = new ArrayList<>();

    SshStage(Path temp, KeyPair hostKey) throws IOException {
        Path root = Files.createDirectory(temp.resolve("root"));
        this.temp = temp;
        this.far = FarSide.create(root.resolve("far.git"));
        this.server = new GitSshServer(root, hostKey);
        server.authorize(SshKeys.ED25519);
    }

    /** Where it is, without anybody who asks. */
    GitSource described() {
        return Git.repository(server.url("far.git"));
    }

    /** Opens it in a directory of its own. */
    ContentRepository open(GitSource source) {
        ContentRepository repository = source.open(temp.resolve("near" + opened.size()));
        opened.add(repository);
        return repository;
    }

    @Override
    public void close() {
        opened.forEach(ContentRepository::close);
        server.close();
        far.close();
    }
}
