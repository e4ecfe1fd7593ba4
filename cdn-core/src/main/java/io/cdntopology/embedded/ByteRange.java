package io.cdntopology.embedded;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which bytes of a file a {@code Range} header asks for. */
sealed interface ByteRange {
    /** All of them: there is no such header, or one that is not understood and therefore ignored. */
    record Whole() implements ByteRange {}

    /**
     * Some of them, both ends included.
     *
     * @param first the first byte, counted from 0
     * @param last  the last byte; not before {@code first}
     */
    record Part(long first, long last) implements ByteRange {
        long length() {
            return last - first + 1;
        }
    }

    /** None: the file ends before the range begins. */
    record Unsatisfiable() implements ByteRange {}

    /** {@code bytes=first-last}, where one of the two may be missing. */
    Pattern SINGLE = Pattern.compile("bytes=[ \t]*([0-9]*)-([0-9]*)[ \t]*", Pattern.CASE_INSENSITIVE);

    /** More digits than this are more bytes than any file has. */
    int MAX_DIGITS = 18;

    /**
     * Reads a {@code Range} header. Several ranges, other units and malformed ranges are answered with the whole file,
     * which RFC 9110 allows.
     *
     * @param header the header
     * @param size   the size of the file in bytes
     */
    static ByteRange parse(String header, long size) {
        Matcher range = SINGLE.matcher(header.strip());
        if (!range.matches()) {
            return new Whole();
        }
        Optional<Long> first = number(range.group(1));
        Optional<Long> last = number(range.group(2));
        if (first.isPresent()) {
            return between(first.get(), last.orElse(Long.MAX_VALUE), size);
        }
        return last.map(length -> suffix(length, size)).orElseGet(Whole::new);
    }

    private static ByteRange between(long first, long last, long size) {
        if (first > last) {
            return new Whole();
        }
        return first < size ? new Part(first, Math.min(last, size - 1)) : new Unsatisfiable();
    }

    private static ByteRange suffix(long length, long size) {
        if (length == 0) {
            return new Unsatisfiable();
        }
        // There is no Content-Range that could name zero bytes.
        return size == 0 ? new Whole() : new Part(Math.max(0, size - length), size - 1);
    }

    private static Optional<Long> number(String digits) {
        if (digits.isEmpty()) {
            return Optional.empty();
        }
        String significant = digits.replaceFirst("^0+(?=.)", "");
        return Optional.of(significant.length() > MAX_DIGITS ? Long.MAX_VALUE : Long.parseLong(significant));
    }
}
