package io.cdntopology.git;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.spi.AgentOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * The options of a {@link GitSource} that say what of a commit is the site, besides its directory.
 *
 * @param submoduleLevels how often a submodule may still be one of a submodule; empty if submodules are left alone
 * @param filter          which files are taken
 * @param transform       what is made of them
 */
record SiteOptions(OptionalInt submoduleLevels, PathFilter filter, Optional<SiteTransform> transform) {
    static final SiteOptions NONE = new SiteOptions(OptionalInt.empty(), PathFilter.ALL, Optional.empty());

    /** Changes whenever the same options lead to another tree than before. */
    private static final String VERSION = "1";

    /** With submodules, which may be nested this often. */
    SiteOptions withSubmodules(int levels) {
        return new SiteOptions(OptionalInt.of(levels), filter, transform);
    }

    SiteOptions withFilter(PathFilter value) {
        return new SiteOptions(submoduleLevels, value, transform);
    }

    SiteOptions withTransform(SiteTransform value) {
        return new SiteOptions(submoduleLevels, filter, Optional.of(value));
    }

    /** Whether the site is a tree of the commit. */
    boolean areNone() {
        return equals(NONE);
    }

    /**
     * What an agent is told to make the same of a commit.
     *
     * @throws CdnException with {@code INVALID_TOPOLOGY} if it cannot make it
     */
    AgentOptions forAgent() {
        Map<String, String> told = new HashMap<>();
        Map<String, Supplier<byte[]>> files = new HashMap<>();
        if (submoduleLevels.isPresent()) {
            told.put("git.submodules", "true");
        }
        if (!filter.only().isEmpty()) {
            told.put("git.only", String.join(",", filter.only()));
        }
        if (!filter.except().isEmpty()) {
            told.put("git.except", String.join(",", filter.except()));
        }
        transform.ifPresent(given -> {
            if (!(given instanceof JarTransform fromJar)) {
                throw CdnException.of(
                        ErrorCode.INVALID_TOPOLOGY,
                        "Describing the content to an agent",
                        new Problem(
                                "transform",
                                "only this process has '" + given.id()
                                        + "', and agents in containers are to make the same",
                                "put it into a jar, and give SiteTransform.fromJar(…), or another platform"));
            }
            told.put("git.transform.class", fromJar.className());
            told.put("git.transform.sha256", fromJar.checksum());
            files.put("git.transform.jar", fromJar::jar);
        });
        return new AgentOptions(told, files, List.of(), List.of());
    }

    /** Another text for each other way to make a site. */
    String fingerprint(Optional<String> directory) {
        List<Object> all = List.of(
                VERSION, directory, submoduleLevels, filter.only(), filter.except(), transform.map(SiteTransform::id));
        return ShortName.of(all.toString());
    }
}
