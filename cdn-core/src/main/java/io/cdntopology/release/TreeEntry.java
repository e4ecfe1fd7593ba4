package io.cdntopology.release;

import java.util.Objects;

/**
 * An entry of a git tree.
 *
 * <p>The name is the raw one: nothing has been checked yet. See {@link EntryName}.
 */
public sealed interface TreeEntry {
    /** The last segment of the path; bytes that are not UTF-8 are U+FFFD. */
    String name();

    /** The bytes of a file. */
    record File(String name, BlobId blob, Permission permission) implements TreeEntry {
        public File {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(blob, "blob");
            Objects.requireNonNull(permission, "permission");
        }
    }

    /** A directory. */
    record Directory(String name, TreeId tree) implements TreeEntry {
        public Directory {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(tree, "tree");
        }
    }

    /** A symbolic link; the blob holds its target. */
    record Link(String name, BlobId target) implements TreeEntry {
        public Link {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(target, "target");
        }
    }

    /** Anything else that a tree can hold, such as a submodule; never served. */
    record Unsupported(String name, int mode) implements TreeEntry {
        public Unsupported {
            Objects.requireNonNull(name, "name");
        }

        /** Whether it is a submodule, which git calls a gitlink. */
        public boolean isSubmodule() {
            return mode == 0160000;
        }
    }

    /** The permissions that git keeps of a file. */
    enum Permission {
        /** Mode 100644. */
        REGULAR,
        /** Mode 100755. */
        EXECUTABLE
    }
}
