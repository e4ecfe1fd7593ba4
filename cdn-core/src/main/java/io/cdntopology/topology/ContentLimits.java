package io.cdntopology.topology;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * How large a release may be, and whether it may hold nothing. What links multiply counts each time.
 *
 * @param maxFiles     files and directories in all; at least 1, default 2,000,000
 * @param maxFileBytes bytes of a single file; at least 1, default 4 GiB
 * @param maxBytes     bytes that it adds to those before it in all; at least 1, default 64 GiB
 * @param maxDepth     directories below one another; at least 1, default 200
 * @param allowEmpty   whether a release may be without any file, as after a push that deletes all; default false
 */
public record ContentLimits(long maxFiles, long maxFileBytes, long maxBytes, int maxDepth, boolean allowEmpty) {
    /** The defaults named above. */
    public static final ContentLimits DEFAULT = new ContentLimits(2_000_000, 4L << 30, 64L << 30, 200, false);

    /**
     * @throws CdnException with {@code INVALID_ARGUMENT} naming each value that is below 1
     */
    public ContentLimits {
        List<Problem> problems = new ArrayList<>();
        requirePositive(problems, "maxFiles", maxFiles);
        requirePositive(problems, "maxFileBytes", maxFileBytes);
        requirePositive(problems, "maxBytes", maxBytes);
        requirePositive(problems, "maxDepth", maxDepth);
        if (!problems.isEmpty()) {
            throw CdnException.of(ErrorCode.INVALID_ARGUMENT, "Setting content limits", problems);
        }
    }

    private static void requirePositive(List<Problem> problems, String name, long value) {
        if (value < 1) {
            problems.add(new Problem(name, value + " is below 1", "give a positive limit"));
        }
    }

    /** A copy with another {@link #maxFiles}. */
    public ContentLimits withMaxFiles(long files) {
        return new ContentLimits(files, maxFileBytes, maxBytes, maxDepth, allowEmpty);
    }

    /** A copy with another {@link #maxFileBytes}. */
    public ContentLimits withMaxFileBytes(long bytes) {
        return new ContentLimits(maxFiles, bytes, maxBytes, maxDepth, allowEmpty);
    }

    /** A copy with another {@link #maxBytes}. */
    public ContentLimits withMaxBytes(long bytes) {
        return new ContentLimits(maxFiles, maxFileBytes, bytes, maxDepth, allowEmpty);
    }

    /** A copy with another {@link #maxDepth}. */
    public ContentLimits withMaxDepth(int depth) {
        return new ContentLimits(maxFiles, maxFileBytes, maxBytes, depth, allowEmpty);
    }

    /** A copy that lets a release be without any file. */
    public ContentLimits withEmptyAllowed() {
        return new ContentLimits(maxFiles, maxFileBytes, maxBytes, maxDepth, true);
    }
}
