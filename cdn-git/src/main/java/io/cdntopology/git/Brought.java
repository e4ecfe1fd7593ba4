package io.cdntopology.git;

import java.util.Map;
import org.eclipse.jgit.lib.ObjectId;

/**
 * A commit that was brought into the private repository.
 *
 * @param commit the commit
 * @param tags   annotated tags that name it and were brought too, by the full names of their references
 */
record Brought(ObjectId commit, Map<String, ObjectId> tags) {
    Brought {
        tags = Map.copyOf(tags);
    }
}
