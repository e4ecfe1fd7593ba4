package io.cdntopology.git;

import io.cdntopology.release.CommitId;
import io.cdntopology.spi.ContentSource;
import io.cdntopology.testkit.ContentEdit;
import io.cdntopology.testkit.ContentFixture;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A far side for the contract, in a directory. */
class GitFixture implements ContentFixture {
    private final FarSide far;

    GitFixture(Path directory) {
        this.far = FarSide.create(directory);
    }

    /** The repository, without options. */
    GitSource repository() {
        return Git.repository(far.path());
    }

    @Override
    public final ContentSource source() {
        return repository();
    }

    @Override
    public final ContentSource sourceOfDirectory(String directory) {
        return repository().directory(directory);
    }

    @Override
    public final ContentSource sourceOfMissingReference() {
        return repository().branch("missing");
    }

    @Override
    public final CommitId commit(String message, List<ContentEdit> edits) {
        for (ContentEdit edit : edits) {
            if (edit instanceof ContentEdit.File file) {
                far.put(file.path(), 0100644, file.bytes());
            } else if (edit instanceof ContentEdit.Generated file) {
                far.put(file.path(), 0100644, file.bytes());
            } else if (edit instanceof ContentEdit.Executable file) {
                far.put(file.path(), 0100755, file.bytes());
            } else if (edit instanceof ContentEdit.Link link) {
                far.put(link.path(), 0120000, link.target().getBytes(StandardCharsets.UTF_8));
            } else {
                far.remove(edit.path());
            }
        }
        return far.commit(message);
    }

    @Override
    public final void reset(CommitId commit) {
        far.point("main", commit);
    }

    @Override
    public final String author() {
        return FarSide.AUTHOR;
    }

    @Override
    public void cut() {
        throw new UnsupportedOperationException("a directory that is gone is no unreachable one");
    }

    @Override
    public void restore() {
        throw new UnsupportedOperationException("nothing was cut");
    }

    @Override
    public void close() {
        far.close();
    }
}
