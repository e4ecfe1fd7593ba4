package io.cdntopology.git;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The options of a {@link GitSource} that say what of a commit is the site, besides its directory.
 *
 * @param filter which files are taken
 */
record SiteOptions(PathFilter filter) {
    static final SiteOptions NONE = new SiteOptions(PathFilter.ALL);

    /** Changes whenever the same options lead to another tree than before. */
    private static final String VERSION = "1";

    private static final int FINGERPRINT_BYTES = 10;

    SiteOptions withFilter(PathFilter value) {
        return new SiteOptions(value);
    }

    /** Whether the site is a tree of the commit. */
    boolean areNone() {
        return equals(NONE);
    }

    /** What an agent is told to make the same of a commit. */
    Map<String, String> forAgent() {
        Map<String, String> told = new HashMap<>();
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
        List<Object> all = List.of(VERSION, directory, filter.only(), filter.except());
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(all.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, FINGERPRINT_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has it", e);
        }
    }
}
