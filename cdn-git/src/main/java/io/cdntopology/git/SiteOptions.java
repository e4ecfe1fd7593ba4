package io.cdntopology.git;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The options of a {@link GitSource} that say what of a commit is the site, besides its directory.
 *
 * @param submoduleLevels how often a submodule may still be one of a submodule; empty if submodules are left alone
 * @param filter          which files are taken
 */
record SiteOptions(OptionalInt submoduleLevels, PathFilter filter) {
    static final SiteOptions NONE = new SiteOptions(OptionalInt.empty(), PathFilter.ALL);

    /** Changes whenever the same options lead to another tree than before. */
    private static final String VERSION = "1";

    /** With submodules, which may be nested this often. */
    SiteOptions withSubmodules(int levels) {
        return new SiteOptions(OptionalInt.of(levels), filter);
    }

    SiteOptions withFilter(PathFilter value) {
        return new SiteOptions(submoduleLevels, value);
    }

    /** Whether the site is a tree of the commit. */
    boolean areNone() {
        return equals(NONE);
    }

    /** What an agent is told to make the same of a commit. */
    Map<String, String> forAgent() {
        Map<String, String> told = new HashMap<>();
        if (submoduleLevels.isPresent()) {
            told.put("git.submodules", "true");
        }
        if (!filter.only().isEmpty()) {
            told.put("git.only", String.join(",", filter.only()));
        }
        if (!filter.except().isEmpty()) {
            told.put("git.except", String.join(",", filter.except()));
        }
        return told;
    }

    /** Another text for each other way to make a site. */
    String fingerprint(Optional<String> directory) {
        return Fingerprint.of(List.of(VERSION, directory, submoduleLevels, filter.only(), filter.except())
                .toString());
    }
}
