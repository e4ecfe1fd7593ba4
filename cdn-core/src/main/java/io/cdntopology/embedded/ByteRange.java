package io.cdntopology.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which bytes of a file a {@code Range} header asks for. */
sealed interface ByteRange {
    /** All of them: there is no such header, or one that is ignored. */
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

    /** None: the file ends before the range begins, or the header names no range. */
    record Unsatisfiable() implements ByteRange {}

    /** Ranges of bytes, whatever they are. */
    Pattern SET = Pattern.compile("bytes=(.+)", Pattern.CASE_INSENSITIVE);

    /** {@code first-last}, where one of the two may be missing. */
    Pattern RANGE = Pattern.compile(" *(?:([0-9]+) *- *([0-9]*)|-([0-9]+)) *");

    /** More digits than this are more bytes than any file has. */
    int MAX_DIGITS = 18;

    /**
     * Reads a {@code Range} header, as nginx does: other units and several ranges are answered with the whole file, what
     * is no range at all is refused. RFC 9110 allows both.
     *
     * @param header the header
     * @param size   the size of the file in bytes
     */
    static ByteRange parse(String header, long size) {
        Matcher set = SET.matcher(header.strip());
        if (!set.matches()) {
            return new Whole();
        }
        List<ByteRange> found = new ArrayList<>();
        for (String text : set.group(1).split(",", -1)) {
            Matcher range = RANGE.matcher(text);
            if (!range.matches()) {
                return new Unsatisfiable();
            }
            ByteRange one = range.group(1) == null
                    ? suffix(number(range.group(3)), size)
                    : between(number(range.group(1)), range.group(2), size);
            if (!(one instanceof Unsatisfiable)) {
                found.add(one);
            }
        }
        return switch (found.size()) {
            case 0 -> new Unsatisfiable();
            case 1 -> found.get(0);
            default -> new Whole();
        };
    }

    private static ByteRange between(long first, String lastDigits, long size) {
        long last = lastDigits.isEmpty() ? Long.MAX_VALUE : number(lastDigits);
        if (size == 0 && first == 0) {
            return new Whole();
        }
        return first <= last && first < size ? new Part(first, Math.min(last, size - 1)) : new Unsatisfiable();
    }

    private static ByteRange suffix(long length, long size) {
        // There is no Content-Range that could name zero bytes.
        if (size == 0) {
            return new Whole();
        }
        return length == 0 ? new Unsatisfiable() : new Part(Math.max(0, size - length), size - 1);
    }

    private static long number(String digits) {
        String significant = digits.replaceFirst("^0+(?=.)", "");
        return significant.length() > MAX_DIGITS ? Long.MAX_VALUE : Long.parseLong(significant);
    }
}
