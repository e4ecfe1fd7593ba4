package io.cdntopology.embedded;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The answer to a request, before any of it is sent.
 *
 * @param status  the HTTP status
 * @param headers its headers, without those that follow from the body
 * @param body    its body; what a GET would get, also where the request is a HEAD
 */
record Reply(int status, Map<String, String> headers, Body body) {
    Reply {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    /** A short answer for people to read, which nobody keeps. */
    static Reply text(int status, String text) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", ContentTypes.PLAIN_TEXT);
        headers.put("Cache-Control", CachePolicy.NOT_KEPT);
        return new Reply(status, headers, new Body.Text(text));
    }

    /** A copy with one header more. */
    Reply with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Reply(status, more, body);
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
