package io.cdntopology.embedded;

import java.util.regex.Pattern;

/**
 * How long a file may be kept without asking again.
 *
 * <p>A name that holds a fingerprint of the content never gets other content, so it may be kept for a year. A build
 * tool's fingerprint is the last part of the name before its extension, parts being separated by {@code .} or
 * {@code -}, and either
 *
 * <ul>
 *   <li>8 or more hexadecimal digits in one letter case, among them a digit and a letter ({@code app.3f9a1c2b.js}), but
 *       not the end of a UUID, which names a thing and not its content; or
 *   <li>exactly 8 of {@code A-Z a-z 0-9 _}, among them an upper-case letter, a lower-case letter and a digit, which
 *       change from one kind to another at least five times ({@code index-Bk3dQ9zX.js}).
 * </ul>
 *
 * <p>The rule is narrow on purpose. Taking a fingerprint for a word costs one request that is answered with 304; taking
 * a word for a fingerprint hides changes for a year. Dates and versions ({@code jquery-31415926.js}), words
 * ({@code app-december.js}) and numbered words ({@code app-Chapter12.js}) are no fingerprints.
 */
final class CachePolicy {
    /** For names that never get other content. */
    static final String IMMUTABLE = "public, max-age=31536000, immutable";

    /** For the rest: may be kept, but not used without asking. */
    static final String REVALIDATED = "no-cache";

    /** For answers that say how things are at the moment. */
    static final String NOT_KEPT = "no-store";

    private static final Pattern HEXADECIMAL =
            Pattern.compile("(?=[^.]*[0-9])(?=[^.]*[a-fA-F])(?:[0-9a-f]{8,}|[0-9A-F]{8,})");
    private static final Pattern MIXED = Pattern.compile("(?=.*[A-Z])(?=.*[a-z])(?=.*[0-9])[A-Za-z0-9_]{8}");
    private static final Pattern UUID =
            Pattern.compile("(?i).*[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final int MIXED_CHANGES = 5;

    private CachePolicy() {}

    /** The {@code Cache-Control} header for a file of the site. */
    static String of(String fileName) {
        return isFingerprinted(fileName) ? IMMUTABLE : REVALIDATED;
    }

    /** Whether a name holds a fingerprint of the content. */
    static boolean isFingerprinted(String fileName) {
        int extension = fileName.lastIndexOf('.');
        if (extension < 0) {
            return false;
        }
        String name = fileName.substring(0, extension);
        String last = name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('-')) + 1);
        boolean hexadecimal =
                HEXADECIMAL.matcher(last).matches() && !UUID.matcher(name).matches();
        return hexadecimal || (MIXED.matcher(last).matches() && changes(last) >= MIXED_CHANGES);
    }

    private static int changes(String text) {
        int changes = 0;
        for (int i = 1; i < text.length(); i++) {
            if (Character.getType(text.charAt(i)) != Character.getType(text.charAt(i - 1))) {
                changes++;
            }
        }
        return changes;
    }
}
