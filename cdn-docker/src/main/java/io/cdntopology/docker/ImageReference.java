package io.cdntopology.docker;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The full name of an image: which registry it comes from, and which image it is there.
 *
 * @param registry where it is pulled from
 * @param path     its name there: parts of {@code a-z 0-9}, joined inside by {@code . _ __ -} and each to the next by a slash
 * @param tag      the version that is meant: at most 128 of {@code a-z A-Z 0-9 _ . -}; what it stands for may change
 * @param digest   the checksum of what is meant, {@code sha256:} and 64 of {@code 0-9 a-f}: the same for ever. If it is
 *     given, the tag means nothing to an engine
 */
public record ImageReference(RegistryHost registry, String path, Optional<String> tag, Optional<String> digest)
        implements Comparable<ImageReference> {
    private static final String PART = "[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*";
    private static final Pattern PATH = Pattern.compile(PART + "(/" + PART + ")*");
    private static final Pattern TAG = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,127}");
    private static final Pattern DIGEST = Pattern.compile("sha256:[a-f0-9]{64}");
    private static final Pattern ID = Pattern.compile("[a-f0-9]{64}");
    private static final Pattern FORM = Pattern.compile("([^@]*?)(:([^/:@]*))?(@(.*))?");
    private static final int MAX_LENGTH = 255;
    private static final String DEFAULT_TAG = "latest";
    private static final String OFFICIAL = "library/";

    /**
     * @throws CdnException with {@code INVALID_ARGUMENT} if they name no image
     */
    public ImageReference {
        boolean tooLong = registry.value().length() + 1 + path.length() > MAX_LENGTH;
        if (tooLong || !PATH.matcher(path).matches()) {
            throw invalid(
                    path,
                    tooLong ? "the name is longer than " + MAX_LENGTH : "'" + path + "' is no name of an image",
                    "use a-z and 0-9, joined by one of . _ __ -, with slashes between parts");
        }
        if (ID.matcher(path.startsWith(OFFICIAL) ? path.substring(OFFICIAL.length()) : path)
                .matches()) {
            throw invalid(path, "it looks like the id of an image", "give the name of the image");
        }
        if (tag.isPresent() && !TAG.matcher(tag.get()).matches()) {
            throw invalid(
                    path,
                    "'" + tag.get() + "' is no tag",
                    "use 1 to 128 of a-z, A-Z, 0-9, _, . and -, not starting with . or -");
        }
        if (digest.isPresent() && !DIGEST.matcher(digest.get()).matches()) {
            throw invalid(path, "the digest is none", "give sha256: and 64 of 0-9 and a-f");
        }
    }

    /**
     * The image in what people write for the {@code docker} command: {@code nginx}, {@code nginx:1.27},
     * {@code registry.example:5000/team/edge@sha256:…}. Without a registry it is one of Docker Hub, there without a slash
     * one of {@code library/}; without tag and digest it is {@code latest}.
     *
     * @throws CdnException with {@code INVALID_ARGUMENT} if it names no image
     */
    public static ImageReference parse(String text) {
        if (text.contains("://")) {
            // Not what was given: it may hold a password.
            throw invalid("image", "it is a URL", "leave the scheme out: registry.example:5000/name:tag");
        }
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw invalid("image", "it is no name of an image", "give registry.example:5000/name:tag");
        }
        String name = form.group(1);
        Optional<String> tag = Optional.ofNullable(form.group(3));
        Optional<String> digest = Optional.ofNullable(form.group(5));
        int slash = name.indexOf('/');
        boolean hosted = slash >= 0 && isHost(name.substring(0, slash));
        RegistryHost registry = hosted ? host(name.substring(0, slash)) : RegistryHost.DOCKER_HUB;
        String path = hosted ? name.substring(slash + 1) : name;
        boolean official = registry.equals(RegistryHost.DOCKER_HUB) && !path.contains("/");
        return new ImageReference(
                registry,
                official ? OFFICIAL + path : path,
                tag.isEmpty() && digest.isEmpty() ? Optional.of(DEFAULT_TAG) : tag,
                digest);
    }

    /** As the docker command tells a registry from the first part of a name. */
    private static boolean isHost(String first) {
        return first.contains(".")
                || first.contains(":")
                || first.equals("localhost")
                || first.chars().anyMatch(Character::isUpperCase);
    }

    private static RegistryHost host(String text) {
        if (!RegistryHost.isValid(text)) {
            throw invalid("image", "what it begins with is no registry", "give host:port, then a slash, then the name");
        }
        return new RegistryHost(text);
    }

    /** Registry and path, without tag and digest. */
    String name() {
        return registry + "/" + path;
    }

    /** The digest if there is one, or else the tag: what an engine is told to look for. */
    String version() {
        return digest.or(() -> tag).orElse(DEFAULT_TAG);
    }

    /** The name by which an engine keeps it. */
    String onEngine() {
        return name() + (digest.isPresent() ? "@" : ":") + version();
    }

    private static CdnException invalid(String where, String why, String fix) {
        return CdnException.of(ErrorCode.INVALID_ARGUMENT, "Naming an image", new Problem(where, why, fix));
    }

    @Override
    public int compareTo(ImageReference other) {
        return toString().compareTo(other.toString());
    }

    /** The full name: {@code docker.io/library/nginx:1.27}. */
    @Override
    public String toString() {
        return name()
                + tag.map(given -> ":" + given).orElse("")
                + digest.map(given -> "@" + given).orElse("");
    }
}
