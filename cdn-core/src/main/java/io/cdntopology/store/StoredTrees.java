package io.cdntopology.store;

import io.cdntopology.release.TreeEntry;
import io.cdntopology.release.TreeId;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which stored trees lead to which, as their manifests say. Each is read once, when trees are to be removed for the first
 * time: what a tree leads to never changes.
 *
 * <p>Not thread-safe; {@link ReleaseStore} guards it.
 */
final class StoredTrees {
    private final TreeIndex index;
    private final Map<TreeId, Shape> shapes = new HashMap<>();

    /** What is needed of a manifest here. */
    private record Shape(TreeStat stat, List<TreeId> children) {}

    StoredTrees(TreeIndex index) {
        this.index = index;
    }

    /**
     * All trees, and all nested ones, that are reachable from the given ones, themselves included.
     *
     * @throws IOException if a manifest on the way cannot be read, so that the answer would be too small
     */
    Set<TreeId> reachableFrom(Collection<TreeId> roots) throws IOException {
        Set<TreeId> reached = new HashSet<>(roots);
        Deque<TreeId> left = new ArrayDeque<>(reached);
        while (!left.isEmpty()) {
            TreeId tree = left.remove();
            Shape shape =
                    shape(tree).orElseThrow(() -> new IOException("the manifest of tree " + tree + " is damaged"));
            for (TreeId child : shape.children()) {
                if (reached.add(child)) {
                    left.add(child);
                }
            }
        }
        return reached;
    }

    /** The given trees and all those that lead to one of them, or to one that does not exist. */
    Set<TreeId> leadingTo(Set<TreeId> damaged) {
        Map<TreeId, List<TreeId>> parents = new HashMap<>();
        Set<TreeId> result = new HashSet<>(damaged);
        for (TreeId tree : index.ids()) {
            for (TreeId below : linkedFrom(tree)) {
                parents.computeIfAbsent(below, id -> new ArrayList<>()).add(tree);
                if (!index.contains(below)) {
                    result.add(tree);
                }
            }
        }
        Deque<TreeId> left = new ArrayDeque<>(result);
        while (!left.isEmpty()) {
            for (TreeId parent : parents.getOrDefault(left.remove(), List.of())) {
                if (result.add(parent)) {
                    left.add(parent);
                }
            }
        }
        return result;
    }

    /** The trees in an order in which each is before those that it leads to; damaged ones lead to nothing. */
    List<TreeId> highestFirst(Collection<TreeId> trees) {
        return trees.stream()
                .sorted(Comparator.comparingInt(this::height).reversed().thenComparing(TreeId::value))
                .toList();
    }

    private int height(TreeId tree) {
        return shape(tree).map(shape -> shape.stat().height()).orElse(Integer.MAX_VALUE);
    }

    /** The trees that a tree links to, from itself or from a real directory inside it. */
    private Set<TreeId> linkedFrom(TreeId tree) {
        Set<TreeId> linked = new HashSet<>();
        Deque<TreeId> left = new ArrayDeque<>(List.of(tree));
        while (!left.isEmpty()) {
            for (TreeId child : shape(left.remove()).map(Shape::children).orElse(List.of())) {
                boolean nested =
                        shape(child).filter(shape -> !shape.stat().isLinked()).isPresent();
                if (nested) {
                    left.add(child);
                } else {
                    linked.add(child);
                }
            }
        }
        return linked;
    }

    /** Empty where the manifest is missing or damaged, which may be mended until the next time. */
    private Optional<Shape> shape(TreeId tree) {
        Shape known = shapes.get(tree);
        if (known != null) {
            return Optional.of(known);
        }
        try {
            TreeManifest manifest = index.manifest(tree);
            List<TreeId> children = manifest.entries().stream()
                    .filter(TreeEntry.Directory.class::isInstance)
                    .map(entry -> ((TreeEntry.Directory) entry).tree())
                    .toList();
            Shape shape = new Shape(manifest.stat(), children);
            shapes.put(tree, shape);
            return Optional.of(shape);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Forgets all other trees, which are not in the store any more. */
    void retain(Set<TreeId> trees) {
        shapes.keySet().retainAll(trees);
    }
}
