package io.cdntopology.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdntopology.failure.ErrorCode;
import io.cdntopology.release.BlobId;
import io.cdntopology.release.TreeEntry;
import io.cdntopology.release.TreeId;
import io.cdntopology.spi.ContentReader;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.spi.Revision;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What {@link ContentReader} promises. */
abstract class ReaderContract extends ContentContract {
    private static final String UNKNOWN = "0123456789abcdef0123456789abcdef01234567";
    /** The id of the blob {@code hello\n}, as {@code git hash-object} prints it. */
    private static final BlobId HELLO = new BlobId("ce013625030ba8dba906f756967f9e9ca394464a");

    private static final int LARGE = 5_000_000;
    private static final int MAX_PIECE = 1 << 20;

    ReaderContract(ContentSourceContractTest suite) {
        super(suite);
    }

    private static BlobId onlyFile(ContentReader reader, Revision revision) {
        return ((TreeEntry.File) reader.tree(revision.release().tree()).get(0)).blob();
    }

    @Test
    void idsAreThoseOfGit() {
        commit("First", new ContentEdit.File("hello.txt", "hello\n"));
        ContentRepository repository = open();
        Revision revision = repository.latest();

        assertThat(revision.release().tree()).isEqualTo(new TreeId("aaa96ced2d9a1c8e72c56b253a0e2fe78393feb7"));
        try (ContentReader reader = repository.reader()) {
            assertThat(reader.tree(revision.release().tree()))
                    .containsExactly(new TreeEntry.File("hello.txt", HELLO, TreeEntry.Permission.REGULAR));
        }
    }

    @Test
    void whatIsHereIsKnownAndNothingElse() {
        commit("First", new ContentEdit.File("hello.txt", "hello\n"));
        ContentRepository repository = open();
        Revision revision = repository.latest();

        try (ContentReader reader = repository.reader()) {
            assertThat(reader.has(revision.release().tree())).isTrue();
            assertThat(reader.has(HELLO)).isTrue();
            assertThat(reader.has(new TreeId(UNKNOWN))).isFalse();
            assertThat(reader.has(new BlobId(UNKNOWN))).isFalse();
            assertThat(reader.tree(revision.release().tree())).hasSize(1);
        }
    }

    @Test
    void entriesComeInTheOrderOfGit() {
        commit(
                "First",
                new ContentEdit.File("a/x", "1"),
                new ContentEdit.File("a.b", "1"),
                new ContentEdit.File("a0", "1"),
                new ContentEdit.File("B", "1"),
                new ContentEdit.File("ä", "1"),
                new ContentEdit.Link("b", "a"),
                new ContentEdit.Executable("c", "1"));
        ContentRepository repository = open();
        Revision revision = repository.latest();

        try (ContentReader reader = repository.reader()) {
            assertThat(reader.tree(revision.release().tree()).stream().map(TreeEntry::name))
                    .containsExactly("B", "a.b", "a", "a0", "b", "c", "ä");
        }
    }

    @Test
    void theSizeIsThatOfTheContent() {
        commit("First", new ContentEdit.File("a", "äöü"));
        ContentRepository repository = open();
        Revision revision = repository.latest();

        try (ContentReader reader = repository.reader()) {
            assertThat(reader.size(onlyFile(reader, revision))).isEqualTo(6);
        }
    }

    @Test
    void anEmptyFileIsEmpty() {
        commit("First", new ContentEdit.File("a", ""));
        ContentRepository repository = open();
        Revision revision = repository.latest();

        try (ContentReader reader = repository.reader()) {
            BlobId blob = onlyFile(reader, revision);
            assertThat(reader.size(blob)).isZero();
            assertThat(bytes(reader, blob)).isEmpty();
        }
    }

    @Test
    void aLargeBlobIsCopiedInPieces() throws IOException {
        ContentEdit.Generated large = new ContentEdit.Generated("large.bin", LARGE, 7);
        commit("First", large);
        ContentRepository repository = open();
        Revision revision = repository.latest();
        List<Integer> pieces = new ArrayList<>();
        ByteArrayOutputStream out = new ByteArrayOutputStream() {
            @Override
            public synchronized void write(byte[] bytes, int offset, int length) {
                pieces.add(length);
                super.write(bytes, offset, length);
            }
        };

        try (ContentReader reader = repository.reader()) {
            BlobId blob = onlyFile(reader, revision);
            assertThat(reader.size(blob)).isEqualTo(LARGE);
            reader.copy(blob, out);
        }
        assertThat(out.toByteArray()).isEqualTo(large.bytes());
        assertThat(pieces).allSatisfy(piece -> assertThat(piece).isLessThanOrEqualTo(MAX_PIECE));
    }

    @Test
    void aFailureOfTheTargetIsThrownAsItIs() {
        commit("First", new ContentEdit.File("a", "text"));
        ContentRepository repository = open();
        Revision revision = repository.latest();
        IOException full = new IOException("no space left");
        OutputStream target = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw full;
            }
        };

        try (ContentReader reader = repository.reader()) {
            BlobId blob = onlyFile(reader, revision);
            assertThatThrownBy(() -> reader.copy(blob, target)).isSameAs(full);
            assertThat(text(reader, blob)).isEqualTo("text");
        }
    }

    @Test
    void anObjectThatIsMissingOrOfAnotherKindIsSourceDamaged() {
        commit("First", new ContentEdit.File("a", "1"));
        ContentRepository repository = open();
        Revision revision = repository.latest();
        TreeId tree = revision.release().tree();

        try (ContentReader reader = repository.reader()) {
            BlobId blob = onlyFile(reader, revision);
            assertFails(ErrorCode.SOURCE_DAMAGED, () -> reader.tree(new TreeId(UNKNOWN)));
            assertFails(ErrorCode.SOURCE_DAMAGED, () -> reader.tree(new TreeId(blob.value())));
            assertFails(ErrorCode.SOURCE_DAMAGED, () -> reader.size(new BlobId(UNKNOWN)));
            assertFails(ErrorCode.SOURCE_DAMAGED, () -> reader.size(new BlobId(tree.value())));
            assertFails(ErrorCode.SOURCE_DAMAGED, () -> bytes(reader, new BlobId(UNKNOWN)));
            assertFails(ErrorCode.SOURCE_DAMAGED, () -> bytes(reader, new BlobId(tree.value())));
            assertThat(text(reader, blob)).isEqualTo("1");
        }
    }

    @Test
    void severalReadersReadAtOnce() throws Exception {
        ContentEdit.Generated large = new ContentEdit.Generated("large.bin", LARGE / 10, 11);
        commit("First", large);
        ContentRepository repository = open();
        Revision revision = repository.latest();
        Callable<byte[]> read = () -> {
            try (ContentReader reader = repository.reader()) {
                return bytes(reader, onlyFile(reader, revision));
            }
        };
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (Future<byte[]> answer : threads.invokeAll(List.of(read, read, read, read))) {
                assertThat(answer.get()).isEqualTo(large.bytes());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aReaderThatIsOpenSeesWhatIsBroughtCloseLater() {
        commit("First", new ContentEdit.File("a", "1"));
        ContentRepository repository = open();
        repository.latest();
        try (ContentReader reader = repository.reader()) {
            commit("Second", new ContentEdit.File("a", "2"));
            Revision second = repository.latest();

            assertThat(text(reader, onlyFile(reader, second))).isEqualTo("2");
        }
    }
}
