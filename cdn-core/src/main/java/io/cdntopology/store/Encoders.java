package io.cdntopology.store;

import io.cdntopology.release.TreeId;
import java.util.List;
import java.util.Set;

/** The encoders of a store, each with the trees that it has been through. */
final class Encoders {
    private final List<Encoder> all;

    record Encoder(VariantEncoder made, CompressedTrees compressed) {}

    Encoders(List<VariantEncoder> encoders) {
        this.all = encoders.stream()
                .map(encoder -> new Encoder(encoder, new CompressedTrees()))
                .toList();
    }

    /** In the order in which they are to do their work. */
    List<Encoder> all() {
        return all;
    }

    /** Forgets all other trees. */
    void retain(Set<TreeId> trees) {
        all.forEach(encoder -> encoder.compressed().retain(trees));
    }
}
