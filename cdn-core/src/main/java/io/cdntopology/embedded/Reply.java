package io.cdntopology.embedded;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The answer to a request, before any of it is sent.
 *
 * @param status  the HTTP status
 * @param headers its headers, without those that follow from the body
 * @param body    its body; what a GET would get, also where the request is a HEAD
 * @param file    the path in the site, {@code /a/b}, of the file that it is about; empty if it is about none
 */
record Reply(int status, Map<String, String> headers, Body body, Optional<String> file) {
    Reply {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    /** An answer that is not about a file. */
    Reply(int status, Map<String, String> headers, Body body) {
        this(status, headers, body, Optional.empty());
    }

    /** A short answer for people to read, which nobody keeps. */
    static Reply text(int status, String text) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", ContentTypes.PLAIN_TEXT);
        headers.put("Cache-Control", CachePolicy.NOT_KEPT);
        return new Reply(status, headers, new Body.Text(text));
    }

    /** Whether it has a header, in whatever letter case. */
    boolean has(String name) {
        return headers.keySet().stream().anyMatch(name::equalsIgnoreCase);
    }

    /** A copy with one header more, or another value of it. */
    Reply with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.keySet().removeIf(name::equalsIgnoreCase);
        more.put(name, value);
        return new Reply(status, more, body, file);
    }

    /** A copy that is about a file of the site. */
    Reply about(String path) {
        return new Reply(status, headers, body, Optional.of(path));
    }

    /** What follows the headers. */
    sealed interface Body {
        /** How many bytes it has. */
        long length();

        /** Not even an empty body: the status forbids one. */
        record None() implements Body {
            @Override
            public long length() {
                return 0;
            }
        }

        /** A few words. */
        record Text(String text) implements Body {
            byte[] bytes() {
                return text.getBytes(StandardCharsets.UTF_8);
            }

            @Override
            public long length() {
                return bytes().length;
            }
        }

        /** The bytes of a file from {@code offset} on, {@code length} of them. */
        record FilePart(Path file, long offset, long length) implements Body {}
    }
}
