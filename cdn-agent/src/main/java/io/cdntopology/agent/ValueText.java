package io.cdntopology.agent;

import io.cdntopology.topology.Encoding;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** How values are written. Every method throws {@link IllegalArgumentException} saying why a text is none. */
final class ValueText {
    static final String DURATION_FIX = "give a number and a unit, for example 500ms, 5s, 10m, 1h or 2d";
    static final String ENCODINGS_FIX = "give br,gzip or one of them, or none";
    static final String BYTES_FIX = "give bytes, or a number with k, m, g or t, for example 4g";

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
    private static final Map<String, Duration> UNITS = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));
    private static final Pattern BYTES = Pattern.compile("(\\d{1,18})([kmgt]?)");
    private static final String NONE = "none";
    private static final String SIZES = "kmgt";
    private static final Pattern ADDRESS = Pattern.compile("(?:\\[([0-9a-fA-F:.%]+)\\]|([^:\\[\\]]+)):(\\d{1,5})");

    private ValueText() {}

    /** A duration of at least a minimum. */
    static Duration duration(String text, Duration minimum) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no duration");
        }
        Duration duration =
                UNITS.getOrDefault(matcher.group(2), Duration.ZERO).multipliedBy(Long.parseLong(matcher.group(1)));
        if (duration.compareTo(minimum) < 0) {
            throw new IllegalArgumentException("'" + text + "' is too short");
        }
        return duration;
    }

    /** A number of bytes, at least 1. */
    static long bytes(String text) {
        Matcher matcher = BYTES.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no number of bytes");
        }
        String unit = matcher.group(2);
        long factor = unit.isEmpty() ? 1 : 1L << (10 * (SIZES.indexOf(unit) + 1));
        try {
            return atLeastOne(text, Math.multiplyExact(Long.parseLong(matcher.group(1)), factor));
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("'" + text + "' is too large", e);
        }
    }

    /** A number, at least 1. */
    static long count(String text) {
        try {
            return atLeastOne(text, Long.parseLong(text));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is no number", e);
        }
    }

    /** A number, at least 1, that fits into 31 bits. */
    static int smallCount(String text) {
        long count = count(text);
        if (count > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("'" + text + "' is too large");
        }
        return (int) count;
    }

    private static long atLeastOne(String text, long number) {
        if (number < 1) {
            throw new IllegalArgumentException("'" + text + "' is below 1");
        }
        return number;
    }

    /** An address to listen on. */
    static InetSocketAddress address(String text) {
        Matcher matcher = ADDRESS.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no address");
        }
        String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        InetSocketAddress address = new InetSocketAddress(host, Integer.parseInt(matcher.group(3)));
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("the host of '" + text + "' is not known");
        }
        return address;
    }

    /** Whether something is so. */
    static boolean flag(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("'" + text + "' is neither true nor false");
        }
        return text.equals("true");
    }

    /** A path, made absolute. */
    static List<Encoding> encodings(String text) {
        return text.equals(NONE)
                ? List.of()
                : Stream.of(text.split("\\s*,\\s*", -1))
                        .map(ValueText::encoding)
                        .toList();
    }

    private static Encoding encoding(String token) {
        return Stream.of(Encoding.values())
                .filter(encoding -> encoding.token().equals(token))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + token + "' is none that is made"));
    }

    static Path path(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("the path is empty");
        }
        return Path.of(text).toAbsolutePath().normalize();
    }

    /** A file that can be read. It is not named in what is said: it might be a key itself, given in the wrong place. */
    static Path readableFile(String text) {
        Path file = path(text);
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new IllegalArgumentException("it is no file that can be read");
        }
        return file;
    }
}
