package io.cdntopology.embedded;

import io.cdntopology.store.UrlPath;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The path of a request, decoded once, and only if nothing in it could mean another file to somebody else.
 *
 * @param names the names of the directories and of the file, decoded; none is empty, {@code .}, {@code ..}, or holds a
 *     separator or a control character. A directory that is asked for with its slash ends in one empty name.
 */
record RequestPath(List<String> names) {
    private static final String INDEX = "index.html";

    RequestPath {
        names = List.copyOf(names);
    }

    /**
     * Reads the path of a request target. Slashes in a row count as one, as in nginx.
     *
     * @param path the path as it was sent, percent-encoded, without the query
     * @return the path, or empty if it is to be refused: not absolute, an invalid escape, bytes that are no UTF-8, a
     *     dot segment, an encoded separator, a control character
     */
    static Optional<RequestPath> parse(String path) {
        if (!path.startsWith("/")) {
            return Optional.empty();
        }
        List<String> names = new ArrayList<>();
        for (String segment : path.substring(1).split("/+", -1)) {
            Optional<String> name = decode(segment).filter(RequestPath::isAcceptable);
            if (name.isEmpty()) {
                return Optional.empty();
            }
            names.add(name.get());
        }
        int last = names.size() - 1;
        List<String> merged = new ArrayList<>(names.subList(0, last));
        merged.removeIf(String::isEmpty);
        merged.add(names.get(last));
        return Optional.of(new RequestPath(merged));
    }

    /** Whether a directory is asked for: the path ends in a slash. */
    boolean namesDirectory() {
        return lastName().isEmpty();
    }

    /** The name of the file; for a directory that of its index. */
    String fileName() {
        return namesDirectory() ? INDEX : lastName();
    }

    private String lastName() {
        return names.get(names.size() - 1);
    }

    /** Whether a name on the way starts with a dot; what is below {@code /.well-known/} is meant to be seen. */
    boolean isHidden() {
        int from = names.size() > 1 && names.get(0).equals(".well-known") ? 1 : 0;
        return names.stream().skip(from).anyMatch(name -> name.startsWith("."));
    }

    /** Whether it is below {@code /-/}. */
    boolean isAboutTheEdge() {
        return names.size() > 1 && names.get(0).equals("-");
    }

    /**
     * Whether a page may be meant that an application shows for it: a directory, or a name without a dot; nothing hidden, and
     * nothing about the edge.
     */
    boolean mayBePage() {
        return !isAboutTheEdge()
                && (fileName().equals(INDEX) || !fileName().contains("."))
                && names.stream().noneMatch(name -> name.startsWith("."));
    }

    /** The path relative to the root of the site, {@code a/b}, with the index for a directory. */
    String file() {
        return namesDirectory() ? String.join("/", names) + INDEX : String.join("/", names);
    }

    /** The same path with a slash at its end, percent-encoded; it starts with exactly one slash. */
    String encodedDirectory() {
        return names.stream()
                .filter(name -> !name.isEmpty())
                .map(name -> "/" + UrlPath.encoded(name))
                .collect(Collectors.joining("", "", "/"));
    }

    private static boolean isAcceptable(String name) {
        return !name.equals(".")
                && !name.equals("..")
                && name.chars().noneMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c));
    }

    /** Undoes the percent-encoding, strictly. */
    private static Optional<String> decode(String segment) {
        ByteBuffer bytes = ByteBuffer.allocate(segment.length());
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (c <= ' ' || c > '~') {
                return Optional.empty();
            }
            if (c != '%') {
                bytes.put((byte) c);
                continue;
            }
            if (i + 2 >= segment.length()) {
                return Optional.empty();
            }
            int high = hexDigit(segment.charAt(i + 1));
            int low = hexDigit(segment.charAt(i + 2));
            if (high < 0 || low < 0) {
                return Optional.empty();
            }
            bytes.put((byte) (high << 4 | low));
            i += 2;
        }
        return utf8(bytes.flip());
    }

    /** Unlike {@link Character#digit}, takes no digits of other scripts. */
    private static int hexDigit(char c) {
        return c > '~' ? -1 : Character.digit(c, 16);
    }

    private static Optional<String> utf8(ByteBuffer bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
