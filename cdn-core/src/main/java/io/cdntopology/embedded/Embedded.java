package io.cdntopology.embedded;

import java.nio.file.Path;

/** What a network needs besides content, in this JVM: nothing to install, real HTTP. */
public final class Embedded {
    private Embedded() {}

    /** A coordination store in memory, of its own; it ends with the JVM. */
    public static InMemoryCoordination coordination() {
        return InMemoryCoordination.create();
    }

    /** Edges in this JVM, in a directory that is deleted when the network closes. */
    public static EmbeddedPlatform platform() {
        return EmbeddedPlatform.temporary();
    }

    /** Edges in this JVM, in a directory that stays; what was live is served again after a restart. */
    public static EmbeddedPlatform platform(Path directory) {
        return EmbeddedPlatform.at(directory);
    }

    /** A content source in memory, without a commit. */
    public static InMemoryContent content() {
        return InMemoryContent.create();
    }
}
