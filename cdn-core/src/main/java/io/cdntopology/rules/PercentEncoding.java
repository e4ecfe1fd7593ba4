package io.cdntopology.rules;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The escapes of URLs, in what people write: they may escape, and need not. */
final class PercentEncoding {
    /** What is escaped in a target besides what is not printable ASCII; a dollar sign has a meaning to nginx. */
    private static final String ESCAPED = "\"<>\\^`{|}$";

    private PercentEncoding() {}

    /**
     * The text without its escapes.
     *
     * @throws io.cdntopology.failure.CdnException with {@code CONTENT_REFUSED} if one is invalid, or stands for a control
     *     character
     */
    static String decoded(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] raw = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < raw.length; i++) {
            if (raw[i] == '%') {
                bytes.write(escape(text, raw, i));
                i += 2;
            } else {
                bytes.write(raw[i]);
            }
        }
        String decoded = utf8(text, bytes.toByteArray());
        if (decoded.chars().anyMatch(Character::isISOControl)) {
            throw Refused.of("'" + text + "' has a control character", "remove it");
        }
        return decoded;
    }

    private static int escape(String text, byte[] raw, int at) {
        int high = at + 2 < raw.length ? Character.digit(raw[at + 1], 16) : -1;
        int low = at + 2 < raw.length ? Character.digit(raw[at + 2], 16) : -1;
        if (high < 0 || low < 0) {
            throw Refused.of("'" + text + "' has a % that begins no escape", "write it as %25");
        }
        return high << 4 | low;
    }

    private static String utf8(String text, byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw Refused.of("'" + text + "' is not UTF-8 when it is decoded", "correct its escapes");
        }
    }

    /** The text with escapes for what cannot be in a URL; those that it has stay. */
    static String encoded(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b > ' ' && b <= '~' && ESCAPED.indexOf(b) < 0) {
                encoded.append((char) b);
            } else {
                encoded.append(String.format("%%%02X", b));
            }
        }
        return encoded.toString();
    }
}
