package io.cdntopology.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdntopology.release.TreeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Written trees")
class TreeNamingTest {
    @TempDir
    Path root;

    private StoreLayout layout;
    private TreeIndex index;

    @BeforeEach
    void emptyStore() throws IOException {
        layout = new StoreLayout(root);
        Files.createDirectories(layout.trees());
        index = TreeIndex.read(layout);
    }

    private static TreeId id(int number) {
        return new TreeId("%040x".formatted(number));
    }

    private static NewTrees.Turn turn(int number) {
        return new NewTrees.Turn(
                number,
                new PlannedTree(
                        "/" + number, id(number), TreeStat.EMPTY.withFile("f"), Optional.empty(), Optional.empty()));
    }

    private Path written(int tree) throws IOException {
        return Files.createDirectory(root.resolve("written-" + tree));
    }

    @Test
    @DisplayName("get no name before those below them have theirs, and then all at once")
    void inOrder() throws IOException {
        TreeNaming naming = new TreeNaming(layout, index);
        naming.written(turn(2), written(2));
        naming.written(turn(1), written(1));
        assertThat(StoreFiles.list(layout.trees())).isEmpty();
        assertThat(index.ids()).isEmpty();
        naming.written(turn(0), written(0));
        assertThat(index.ids()).containsExactlyInAnyOrder(id(0), id(1), id(2));
        assertThat(StoreFiles.list(layout.trees()))
                .containsExactlyInAnyOrder(layout.tree(id(0)), layout.tree(id(1)), layout.tree(id(2)));
    }

    @Test
    @DisplayName("all have their names when the threads that wrote them are done, whoever was first")
    void noneLeftOver() throws IOException {
        int trees = 2_000;
        TreeNaming naming = new TreeNaming(layout, index);
        AtomicInteger next = new AtomicInteger();
        new Crew("naming", 4).run(() -> {
            for (int i = next.getAndIncrement(); i < trees; i = next.getAndIncrement()) {
                naming.written(turn(i), written(i));
            }
        });
        assertThat(index.ids()).hasSize(trees);
        assertThat(StoreFiles.list(layout.trees())).hasSize(trees);
    }

    @Test
    @DisplayName("stay without a name above one that could not be named")
    void failure() throws IOException {
        TreeNaming naming = new TreeNaming(layout, index);
        naming.written(turn(0), written(0));
        naming.written(turn(2), written(2));
        assertThatThrownBy(() -> naming.written(turn(1), root.resolve("missing")))
                .isInstanceOf(NoSuchFileException.class);
        assertThat(index.ids()).containsExactly(id(0));
        assertThat(StoreFiles.list(layout.trees())).containsExactly(layout.tree(id(0)));
    }
}
