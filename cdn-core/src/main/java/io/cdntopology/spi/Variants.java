package io.cdntopology.spi;

import io.cdntopology.topology.Encoding;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Files of a site in an {@link Encoding}, for clients that take it: which file may have such a variant, where it is, and who
 * is sent it. A release store makes them.
 *
 * <p>The variants of the files of a directory are in a directory inside it, each under the name of its file, so that the
 * name tells its type. Nobody can ask for one: its path has a name that begins with a dot. It belongs to the stored tree,
 * whose id names the content of the file, so it is never that of another content; where there is none, the file is sent
 * as it is. A site's own {@code .gz} is a file like others.
 */
public final class Variants {
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

    private static final Set<String> KNOWN = Set.copyOf(EXTENSIONS);
    private static final Map<Encoding, Pattern> ACCEPTS = Arrays.stream(Encoding.values())
            .collect(Collectors.toUnmodifiableMap(
                    Function.identity(), encoding -> Pattern.compile(accepted(encoding), Pattern.CASE_INSENSITIVE)));

    private Variants() {}

    /** The directory of variants: no entry of a git tree can have this name, which some file systems take for git's own. */
    public static String directory(Encoding encoding) {
        return ".git:" + encoding.token();
    }

    /**
     * What is found in an {@code Accept-Encoding} that takes an encoding, whatever the case of its letters: its name, or
     * {@code *} where it is not named, but not at quality 0. Written so that Java and PCRE read it alike. Which of
     * several accepted encodings a client likes best is not looked at.
     */
    public static String accepted(Encoding encoding) {
        String weight = "[ \\t]*(?:;[ \\t]*q=(?=[0-9.]*[1-9])[0-9.]+[ \\t]*)?(?=,|$)";
        String named = "(?:^|,)[ \\t]*" + encoding.token();
        return named + weight + "|^(?!.*" + encoding.token() + ")(?:.*,)?[ \\t]*\\*" + weight;
    }

    /** Whether a file of this name, or path, may have a variant; answers about it then depend on what a client takes. */
    public static boolean mayExist(String name) {
        int dot = name.lastIndexOf('.');
        return dot >= 0 && KNOWN.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
    }

    /** Whether a client takes a variant, by the {@code Accept-Encoding} that it sent; one that sent none does not. */
    public static boolean areAccepted(Encoding encoding, String acceptEncoding) {
        return Objects.requireNonNull(ACCEPTS.get(encoding))
                .matcher(acceptEncoding)
                .find();
    }

    /**
     * Where the variant of a file is, if there is one.
     *
     * @param file the path of the file in its site, {@code a/b.html}
     * @return its path in the site, or empty if the file cannot have one
     */
    public static Optional<String> path(Encoding encoding, String file) {
        int name = file.lastIndexOf('/') + 1;
        return mayExist(file.substring(name))
                ? Optional.of(file.substring(0, name) + directory(encoding) + "/" + file.substring(name))
                : Optional.empty();
    }
}
