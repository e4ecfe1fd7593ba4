package io.cdntopology.embedded;

import io.cdntopology.release.CommitId;
import io.cdntopology.release.TreeId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A commit.
 *
 * @param id      its id
 * @param tree    its tree
 * @param summary the first line of its message
 * @param at      when it was made, in whole seconds
 */
record GitCommit(CommitId id, TreeId tree, String summary, Instant at) {
    /** Who makes all of them. */
    static final String AUTHOR = "cdn-topology <cdn-topology@localhost>";

    static GitCommit of(TreeId tree, @Nullable CommitId parent, String message, Instant at) {
        String who = AUTHOR + " " + at.getEpochSecond() + " +0000\n";
        String text = "tree " + tree + "\n"
                + (parent == null ? "" : "parent " + parent + "\n")
                + "author " + who
                + "committer " + who
                + "\n"
                + message
                + (message.endsWith("\n") ? "" : "\n");
        CommitId id = new CommitId(GitFormat.id("commit", text.getBytes(StandardCharsets.UTF_8)));
        return new GitCommit(id, tree, message.strip().lines().findFirst().orElseThrow(), at);
    }
}
