package io.cdntopology.git;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.release.CommitId;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;

/** What a source follows in its repository. */
sealed interface GitReference {
    /** As its author wrote it, for people to read. */
    String text();

    /** A reference that the far side has to be asked for by name. */
    sealed interface Named extends GitReference {
        /** Its full name, or the beginning of those that it may be. */
        String prefix();

        /** Whether it is what has a name, or may be. */
        boolean mayBe(String fullName);

        /** The one of some names that it is; empty if it is none. */
        Optional<String> choose(Collection<String> fullNames);
    }

    /** A reference that is a tag. */
    sealed interface Tagged extends Named {
        /** What an agent calls the option that says so. */
        String agentOption();

        /** What was given. */
        String argument();
    }

    /** A reference that always has the same name. */
    sealed interface Fixed extends Named {
        /** The full name of the reference. */
        String fullName();

        @Override
        default String prefix() {
            return fullName();
        }

        @Override
        default boolean mayBe(String name) {
            return name.equals(fullName());
        }

        @Override
        default Optional<String> choose(Collection<String> fullNames) {
            return fullNames.contains(fullName()) ? Optional.of(fullName()) : Optional.empty();
        }
    }

    /** The branch that the repository itself names. */
    record DefaultBranch() implements Fixed {
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
    record Branch(String name) implements Fixed {
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
    record Tag(String name) implements Fixed, Tagged {
        public Tag {
            requireValid("tag", Constants.R_TAGS, name);
        }

        @Override
        public String fullName() {
            return Constants.R_TAGS + name;
        }

        @Override
        public String agentOption() {
            return "git.tag";
        }

        @Override
        public String argument() {
            return name;
        }

        @Override
        public String text() {
            return "tag(\"" + name + "\")";
        }
    }

    /**
     * The tag of the newest release.
     *
     * @param pattern a name with one {@code *}, which stands for a version
     */
    record NewestTag(String pattern) implements Tagged {
        private static final String VERSION = "*";

        public NewestTag {
            if (pattern.indexOf(VERSION) < 0 || pattern.indexOf(VERSION) != pattern.lastIndexOf(VERSION)) {
                throw invalid("newestTag", "'" + pattern + "' has not exactly one *", "write newestTag(\"v*\")");
            }
            requireValid("newestTag", Constants.R_TAGS, pattern.replace(VERSION, "1.0.0"));
        }

        @Override
        public String prefix() {
            return Constants.R_TAGS + pattern.substring(0, pattern.indexOf(VERSION));
        }

        @Override
        public String agentOption() {
            return "git.newest.tag";
        }

        @Override
        public String argument() {
            return pattern;
        }

        private Optional<SemanticVersion> version(String fullName) {
            String end = pattern.substring(pattern.indexOf(VERSION) + 1);
            boolean fits = fullName.length() >= prefix().length() + end.length()
                    && fullName.startsWith(prefix())
                    && fullName.endsWith(end);
            return fits
                    ? SemanticVersion.parse(fullName.substring(prefix().length(), fullName.length() - end.length()))
                            .filter(SemanticVersion::isRelease)
                    : Optional.empty();
        }

        @Override
        public boolean mayBe(String fullName) {
            return version(fullName).isPresent();
        }

        /** Of tags that only differ in what says nothing of the order the last by name, so that it is always the same. */
        @Override
        public Optional<String> choose(Collection<String> fullNames) {
            return fullNames.stream()
                    .flatMap(name -> version(name).map(version -> Map.entry(version, name)).stream())
                    .max(Map.Entry.<SemanticVersion, String>comparingByKey()
                            .thenComparing(Map.Entry.comparingByValue()))
                    .map(Map.Entry::getValue);
        }

        @Override
        public String text() {
            return "newestTag(\"" + pattern + "\")";
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
            throw invalid(
                    option,
                    "'" + name + "' is no valid name of a " + (option.equals("branch") ? option : "tag"),
                    "write the short name, for example " + option + "(\""
                            + (option.equals("branch") ? "main" : option.equals("tag") ? "v1.0" : "v*") + "\")");
        }
    }

    private static CdnException invalid(String option, String why, String fix) {
        return CdnException.of(
                ErrorCode.INVALID_ARGUMENT, "Describing a git repository", new Problem(option, why, fix));
    }
}
