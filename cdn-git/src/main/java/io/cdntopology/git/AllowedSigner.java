package io.cdntopology.git;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of an {@code allowed_signers} file.
 *
 * @param key         the public key, as ssh encodes it, in base64
 * @param namespaces  patterns of what it may sign; none means everything
 * @param validAfter  since when
 * @param validBefore until when
 */
record AllowedSigner(String key, List<String> namespaces, Optional<Instant> validAfter, Optional<Instant> validBefore) {
    private static final Pattern FIELD = Pattern.compile("\\G((?:[^\\s\"]|\"(?:[^\"\\\\]|\\\\.)*\")+)\\s*");
    private static final Pattern OPTION = Pattern.compile("\\G(?:,|^)([A-Za-z-]+)(?:=\"((?:[^\"\\\\]|\\\\.)*)\")?");
    private static final Pattern TIME = Pattern.compile("(\\d{8})(\\d{4})?(\\d{2})?Z");
    private static final DateTimeFormatter DIGITS = DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT);
    private static final String AUTHORITY = "cert-authority";
    private static final String NAMESPACES = "namespaces";
    private static final String AFTER = "valid-after";
    private static final String BEFORE = "valid-before";

    /**
     * Reads a line.
     *
     * @return empty if it is for certificates
     * @throws IllegalArgumentException if it is none
     */
    static Optional<AllowedSigner> parse(String line) {
        List<String> fields = fields(line);
        boolean withOptions = fields.size() > 2 && !SshSignature.ALGORITHMS.containsKey(fields.get(1));
        int type = withOptions ? 2 : 1;
        if (fields.size() < type + 2) {
            throw new IllegalArgumentException("it has no name, no type of a key or no key");
        }
        if (namesNobody(fields.get(0))) {
            throw new IllegalArgumentException("it names nobody");
        }
        Map<String, String> options = withOptions ? options(fields.get(1)) : Map.of();
        if (options.containsKey(AUTHORITY)) {
            return Optional.empty();
        }
        List<String> namespaces = options.containsKey(NAMESPACES)
                ? List.of(options.get(NAMESPACES).split(",", -1))
                : List.of();
        return Optional.of(new AllowedSigner(
                key(fields.get(type), fields.get(type + 1)),
                namespaces,
                Optional.ofNullable(options.get(AFTER)).map(AllowedSigner::time),
                Optional.ofNullable(options.get(BEFORE)).map(AllowedSigner::time)));
    }

    private static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        Matcher field = FIELD.matcher(line);
        // What comes after the key is a comment, which may be anything.
        while (fields.size() < 4 && field.find()) {
            fields.add(field.group(1));
        }
        return fields;
    }

    private static boolean namesNobody(String principals) {
        return List.of(principals.replace("\"", "").split(",", -1)).stream()
                .allMatch(name -> name.isEmpty() || name.startsWith("!"));
    }

    private static Map<String, String> options(String text) {
        Map<String, String> options = new HashMap<>();
        Matcher option = OPTION.matcher(text);
        int end = 0;
        while (option.find()) {
            end = option.end();
            String name = option.group(1).toLowerCase(Locale.ROOT);
            String value = option.group(2);
            boolean known = value == null
                    ? name.equals(AUTHORITY)
                    : List.of(NAMESPACES, AFTER, BEFORE).contains(name);
            if (!known || options.put(name, value == null ? "" : value) != null) {
                throw new IllegalArgumentException(
                        "its option '" + name + "' is not known, has no value, or is there twice");
            }
        }
        if (end < text.length()) {
            throw new IllegalArgumentException("'" + text + "' is neither a known type of a key nor a list of options");
        }
        return options;
    }

    private static String key(String type, String text) {
        if (!SshSignature.ALGORITHMS.containsKey(type)) {
            throw new IllegalArgumentException("'" + type + "' is no known type of a key");
        }
        byte[] key = Base64.getDecoder().decode(text);
        byte[] start = type.getBytes(StandardCharsets.US_ASCII);
        boolean fits = key.length > Integer.BYTES + start.length
                && ByteBuffer.wrap(key).getInt() == start.length
                && ByteBuffer.wrap(key, Integer.BYTES, start.length).equals(ByteBuffer.wrap(start));
        if (!fits) {
            throw new IllegalArgumentException("its key is not of the type '" + type + "'");
        }
        return Base64.getEncoder().encodeToString(key);
    }

    private static Instant time(String text) {
        Matcher time = TIME.matcher(text);
        if (!time.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no time as 20260131Z or 202601312359Z: without a Z it would"
                            + " be another one on each host");
        }
        String minutes = Optional.ofNullable(time.group(2)).orElse("0000");
        String seconds = Optional.ofNullable(time.group(3)).orElse("00");
        try {
            return LocalDateTime.parse(time.group(1) + minutes + seconds, DIGITS)
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("'" + text + "' is no time", e);
        }
    }

    /** Why it does not count for what git signed at this time; empty if it does. */
    Optional<String> refuses(Instant when) {
        if (!namespaces.isEmpty() && !matches(namespaces, SshSignature.NAMESPACE)) {
            return Optional.of("is not trusted with git, but with " + String.join(", ", namespaces));
        }
        if (validAfter.filter(when::isBefore).isPresent()) {
            return Optional.of("was not valid yet at " + when + ", but is from " + validAfter.get() + " on");
        }
        return validBefore
                .filter(when::isAfter)
                .map(end -> "was not valid any more at " + when + ", but was until " + end);
    }

    /** A list of patterns as OpenSSH has it: with {@code *} and {@code ?}, and {@code !} before what is left out. */
    private static boolean matches(List<String> patterns, String name) {
        boolean found = false;
        for (String pattern : patterns) {
            boolean negated = pattern.startsWith("!");
            String glob = negated ? pattern.substring(1) : pattern;
            String regex = Pattern.quote(glob).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q");
            if (name.matches(regex)) {
                if (negated) {
                    return false;
                }
                found = true;
            }
        }
        return found;
    }
}
