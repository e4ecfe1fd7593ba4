package io.cdntopology.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteRangePropertyTest {
    private static final String ALPHABET = "0123456789-, =bytes";

    private final Random random = new Random(7);

    @Test
    void aPartIsNeverEmptyAndNeverLeavesTheFile() {
        for (int i = 0; i < 200_000; i++) {
            long size = random.nextInt(4) == 0 ? random.nextLong() >>> 1 : random.nextInt(30);
            String header = "bytes=" + garbage();
            if (ByteRange.parse(header, size) instanceof ByteRange.Part part) {
                assertThat(part.first()).as(header).isBetween(0L, part.last());
                assertThat(part.last()).as(header).isLessThan(size);
                assertThat(part.length()).as(header).isBetween(1L, size);
            }
        }
    }

    @Test
    void bothEndsInTheFileAreTakenAsTheyAre() {
        for (int i = 0; i < 20_000; i++) {
            long size = 1L + random.nextInt(1_000);
            long first = (long) (random.nextDouble() * size);
            long last = first + (long) (random.nextDouble() * (size - first));
            assertThat(ByteRange.parse("bytes=" + first + "-" + last, size)).isEqualTo(new ByteRange.Part(first, last));
            assertThat(ByteRange.parse("bytes=-" + (size - first), size))
                    .isEqualTo(new ByteRange.Part(first, size - 1));
        }
    }

    private String garbage() {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(8); length > 0; length--) {
            // Mostly digits and dashes, or hardly any text would be a range.
            text.append(ALPHABET.charAt(random.nextInt(random.nextInt(5) > 0 ? 11 : ALPHABET.length())));
        }
        return text.toString();
    }
}
