package io.cdntopology.testkit;

import io.cdntopology.embedded.ContentEdits;
import io.cdntopology.embedded.InMemoryContent;
import io.cdntopology.release.CommitId;
import io.cdntopology.spi.ContentSource;
import java.util.List;

class InMemoryContentContractTest extends ContentSourceContractTest {
    @Override
    protected ContentFixture open() {
        return new Fixture(InMemoryContent.create());
    }

    private record Fixture(InMemoryContent content) implements ContentFixture {
        @Override
        public ContentSource source() {
            return content;
        }

        @Override
        public ContentSource sourceOfDirectory(String directory) {
            return content.withDirectory(directory);
        }

        @Override
        public ContentSource sourceOfMissingReference() {
            content.faults().deleteBranch();
            return content;
        }

        @Override
        public CommitId commit(String message, List<ContentEdit> edits) {
            return content.edit(all -> edits.forEach(edit -> make(all, edit))).commit(message);
        }

        private static ContentEdits make(ContentEdits edits, ContentEdit edit) {
            if (edit instanceof ContentEdit.File file) {
                return edits.file(file.path(), file.bytes());
            }
            if (edit instanceof ContentEdit.Generated generated) {
                return edits.file(generated.path(), generated.bytes());
            }
            if (edit instanceof ContentEdit.Executable executable) {
                return edits.executable(executable.path(), executable.bytes());
            }
            if (edit instanceof ContentEdit.Link link) {
                return edits.link(link.path(), link.target());
            }
            return edits.delete(edit.path());
        }

        @Override
        public void reset(CommitId commit) {
            content.reset(commit);
        }

        @Override
        public String author() {
            return "cdn-topology <cdn-topology@localhost>";
        }

        @Override
        public void cut() {
            content.faults().cut();
        }

        @Override
        public void restore() {
            content.faults().restore();
        }

        @Override
        public void close() {
            // The source ends with the object.
        }
    }
}
