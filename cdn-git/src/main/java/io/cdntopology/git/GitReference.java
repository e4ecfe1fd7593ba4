package io.cdntopology.git;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.release.CommitId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;

/** What a source follows in its repository. */
sealed interface GitReference {
    /** As its author wrote it, for people to read. */
    String text();

    /** A reference that the far side has to be asked for by name. */
    sealed interface Named extends GitReference {
        /** The full name of the reference. */
        String fullName();
    }

    /** The branch that the repository itself names. */
    record DefaultBranch() implements Named {
        @Override
        public String fullName() {
            return Constants.HEAD;
        }

        @Override
        public String text() {
            return "the default branch";
        }
    }

    /** A branch. */
    record Branch(String name) implements Named {
        public Branch {
            requireValid("branch", Constants.R_HEADS, name);
        }

        @Override
        public String fullName() {
            return Constants.R_HEADS + name;
        }

        @Override
        public String text() {
            return "branch(\"" + name + "\")";
        }
    }

    /** A tag, annotated or not. */
    record Tag(String name) implements Named {
        public Tag {
            requireValid("tag", Constants.R_TAGS, name);
        }

        @Override
        public String fullName() {
            return Constants.R_TAGS + name;
        }

        @Override
        public String text() {
            return "tag(\"" + name + "\")";
        }
    }

    /** One commit, forever. */
    record Commit(CommitId id) implements GitReference {
        @Override
        public String text() {
            return "commit(\"" + id + "\")";
        }
    }

    private static void requireValid(String option, String prefix, String name) {
        if (name.startsWith("refs/") || !Repository.isValidRefName(prefix + name)) {
            throw CdnException.of(
                    ErrorCode.INVALID_ARGUMENT,
                    "Describing a git repository",
                    new Problem(
                            option,
                            "'" + name + "' is no valid name of a " + option,
                            "write the short name, for example " + option + "(\""
                                    + (option.equals("tag") ? "v1.0" : "main") + "\")"));
        }
    }
}
