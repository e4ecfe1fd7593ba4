package io.cdntopology.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RequestPathPropertyTest {
    private static final Path SITE = Path.of("/srv/site");
    private static final List<String> PIECES = List.of(
            "/", "/", "..", ".", "%", "%2", "%2e", "%2E", "%2f", "%5c", "%00", "%25", "%c3%a9", "%c0%af", "%ff", "a",
            "b.css", "\\", " ", "~", "?", "é", "%0d%0a", ";", ":", "//");

    private final Random random = new Random(20_240_131);

    @Test
    void whateverIsAcceptedStaysBelowTheSite() {
        int accepted = 0;
        for (int i = 0; i < 200_000; i++) {
            String path = garbage();
            for (RequestPath parsed : RequestPath.parse(path).stream().toList()) {
                accepted++;
                assertThat(SITE.resolve(parsed.file()).normalize()).as(path).startsWithRaw(SITE);
                assertThat(parsed.file().codePoints().noneMatch(Character::isISOControl))
                        .as(path)
                        .isTrue();
                assertThat(parsed.encodedDirectory()).as(path).matches("/|(/[!-~&&[^\"#<>?\\\\^`{}/]]+)+/");
            }
        }
        assertThat(accepted).isGreaterThan(1_000);
    }

    @Test
    void anyGoodNamesComeBackHoweverTheyAreEncoded() {
        for (int i = 0; i < 20_000; i++) {
            List<String> names = names();
            StringBuilder path = new StringBuilder();
            names.forEach(name -> path.append("/".repeat(1 + random.nextInt(2))).append(encoded(name)));
            RequestPath parsed = RequestPath.parse(path.toString()).orElseThrow();
            assertThat(parsed.names()).isEqualTo(names);

            List<String> directory = new ArrayList<>(names);
            directory.add("");
            assertThat(RequestPath.parse(parsed.encodedDirectory())
                            .orElseThrow()
                            .names())
                    .isEqualTo(directory);
        }
    }

    private String garbage() {
        StringBuilder path = new StringBuilder("/");
        for (int pieces = random.nextInt(8); pieces > 0; pieces--) {
            path.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return path.toString();
    }

    private List<String> names() {
        List<String> names = new ArrayList<>();
        for (int count = 1 + random.nextInt(4); count > 0; count--) {
            StringBuilder name = new StringBuilder("n");
            for (int length = random.nextInt(6); length > 0; length--) {
                name.append("ab.%+ ?#é漢😀~"
                        .codePoints()
                        .skip(random.nextInt(12))
                        .limit(1)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append));
            }
            names.add(name.toString());
        }
        return names;
    }

    /** Encodes what has to be, and now and then what has not. */
    private String encoded(String name) {
        StringBuilder text = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = b > ' ' && b <= '~' && b != '%' && random.nextInt(4) > 0;
            text.append(
                    plain
                            ? String.valueOf((char) b)
                            : String.format(Locale.ROOT, random.nextBoolean() ? "%%%02x" : "%%%02X", b));
        }
        return text.toString();
    }
}
