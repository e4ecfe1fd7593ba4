package io.cdntopology.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdntopology.release.TreeId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The new trees of a release")
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NewTreesTest {
    private final NewTrees trees = new NewTrees();

    private static PlannedTree tree(int number, int height) {
        TreeStat stat = TreeStat.EMPTY.withFile("f");
        for (int i = 0; i < height; i++) {
            stat = TreeStat.EMPTY.withDirectory("d", stat);
        }
        return new PlannedTree(
                "/" + number, new TreeId("%040x".formatted(number)), stat, Optional.empty(), Optional.empty());
    }

    @Test
    @DisplayName("are taken once each, in the order in which they were found, until none is left")
    void inOrder() throws Exception {
        trees.add(tree(1, 0));
        trees.add(tree(2, 1));
        trees.complete();
        assertThat(trees.take()).contains(new NewTrees.Turn(0, tree(1, 0)));
        assertThat(trees.take()).contains(new NewTrees.Turn(1, tree(2, 1)));
        assertThat(trees.take()).isEmpty();
        assertThat(trees.count()).isEqualTo(2);
    }

    @Test
    @DisplayName("are waited for while more may be found")
    void waits() {
        CompletableFuture<Optional<NewTrees.Turn>> taken = takeElsewhere();
        trees.add(tree(1, 0));
        assertThat(taken.join()).contains(new NewTrees.Turn(0, tree(1, 0)));
        CompletableFuture<Optional<NewTrees.Turn>> none = takeElsewhere();
        trees.complete();
        assertThat(none.join()).isEmpty();
    }

    @Test
    @DisplayName("are written inside those above them where they are too high to be linked to, but for the root")
    void nested() throws Exception {
        PlannedTree high = tree(1, TreeStat.LINKED_HEIGHTS);
        PlannedTree root = tree(2, TreeStat.LINKED_HEIGHTS + 1);
        trees.add(high);
        trees.add(root);
        assertThat(trees.count()).isZero();
        assertThat(trees.nested(high.id())).contains(high);
        trees.complete(root.id());
        assertThat(trees.take()).contains(new NewTrees.Turn(0, root));
        assertThat(trees.take()).isEmpty();
    }

    @Test
    @DisplayName("are left alone after a failure, also those that are found then")
    void abandoned() throws Exception {
        trees.add(tree(1, 0));
        CompletableFuture<Optional<NewTrees.Turn>> first = takeElsewhere();
        assertThat(first.join()).isPresent();
        CompletableFuture<Optional<NewTrees.Turn>> waiting = takeElsewhere();
        trees.abandon();
        assertThat(waiting.join()).isEmpty();
        trees.add(tree(2, 0));
        trees.complete();
        assertThat(trees.take()).isEmpty();
    }

    @Test
    @DisplayName("are not waited for by a thread that is interrupted")
    void interrupted() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(trees::take).isInstanceOf(ClosedByInterruptException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    private CompletableFuture<Optional<NewTrees.Turn>> takeElsewhere() {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return trees.take();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
