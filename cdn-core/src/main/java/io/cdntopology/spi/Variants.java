package io.cdntopology.spi;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Files of a site in gzip's encoding, for clients that take it: which file may have such a variant, where it is, and who
 * is sent it. A release store makes them.
 *
 * <p>The variants of the files of a directory are in a directory inside it, each under the name of its file, so that the
 * name tells its type. Nobody can ask for one: its path has a name that begins with a dot. It belongs to the stored tree,
 * whose id names the content of the file, so it is never that of another content; where there is none, the file is sent
 * as it is. A site's own {@code .gz} is a file like others.
 */
public final class Variants {
    /** The directory of variants: no entry of a git tree can have this name, which some file systems take for git's own. */
    public static final String DIRECTORY = ".git:gzip";

    /** The extensions of files that may have a variant, in lower case. Other types are compressed by themselves. */
    public static final List<String> EXTENSIONS = List.of(
            "atom",
            "bmp",
            "css",
            "csv",
            "geojson",
            "htm",
            "html",
            "ico",
            "ics",
            "js",
            "json",
            "jsonld",
            "log",
            "map",
            "md",
            "mjs",
            "otf",
            "rss",
            "svg",
            "text",
            "ttf",
            "txt",
            "vtt",
            "wasm",
            "webmanifest",
            "xhtml",
            "xml",
            "xsl");

    /**
     * What is found in an {@code Accept-Encoding} that takes gzip, whatever the case of its letters: {@code gzip}, or
     * {@code *} where gzip is not named, but not at quality 0. Written so that Java and PCRE read it alike. Which of
     * several accepted encodings a client likes best is not looked at.
     */
    public static final String ACCEPTED;

    static {
        String weight = "[ \\t]*(?:;[ \\t]*q=(?=[0-9.]*[1-9])[0-9.]+[ \\t]*)?(?=,|$)";
        ACCEPTED = "(?:^|,)[ \\t]*gzip" + weight + "|^(?!.*gzip)(?:.*,)?[ \\t]*\\*" + weight;
    }

    private static final Set<String> KNOWN = Set.copyOf(EXTENSIONS);
    private static final Pattern ACCEPTS = Pattern.compile(ACCEPTED, Pattern.CASE_INSENSITIVE);

    private Variants() {}

    /** Whether a file of this name, or path, may have a variant; answers about it then depend on what a client takes. */
    public static boolean mayExist(String name) {
        int dot = name.lastIndexOf('.');
        return dot >= 0 && KNOWN.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
    }

    /** Whether a client takes a variant, by the {@code Accept-Encoding} that it sent; one that sent none does not. */
    public static boolean areAccepted(String acceptEncoding) {
        return ACCEPTS.matcher(acceptEncoding).find();
    }

    /**
     * Where the variant of a file is, if there is one.
     *
     * @param file the path of the file in its site, {@code a/b.html}
     * @return its path in the site, or empty if the file cannot have one
     */
    public static Optional<String> path(String file) {
        int name = file.lastIndexOf('/') + 1;
        return mayExist(file.substring(name))
                ? Optional.of(file.substring(0, name) + DIRECTORY + "/" + file.substring(name))
                : Optional.empty();
    }
}
