package io.cdntopology.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.embedded.InMemoryContent;
import io.cdntopology.release.CommitId;
import io.cdntopology.spi.Variants;
import io.cdntopology.topology.Encoding;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/** Sites that can be told apart and prove that they are whole: each lists all of its files and what they say. */
final class NumberedSite {
    private static final String LIST = "list.txt";

    private NumberedSite() {}

    /** Commits a random site of this number; much of it is new, some is as in others, and some is far down. */
    static CommitId commit(InMemoryContent content, String number, Random random) {
        Map<String, String> files = new TreeMap<>();
        for (int i = 20 + random.nextInt(40); i > 0; i--) {
            files.put("s/d" + random.nextInt(5) + "/e" + random.nextInt(4) + "/" + i + ".txt", "release " + number);
        }
        for (int i = random.nextInt(10); i > 0; i--) {
            files.put("s/same/" + i + ".txt", "the same " + i);
        }
        String deep = "s/deep/" + "d/".repeat(20 + random.nextInt(15));
        files.put(deep + "bottom.txt", "release " + number);
        files.put("s/deep/d/d/constant.txt", "constant");
        StringBuilder list = new StringBuilder();
        files.forEach(
                (path, text) -> list.append(path).append('\t').append(text).append('\n'));
        list.append("s/link.txt\trelease ").append(number).append('\n');
        return content.edit(e -> {
                    content.latest().flatMap(head -> content.entry(head, "s")).ifPresent(old -> e.delete("s"));
                    files.forEach(e::file);
                    e.link("s/link.txt", deep.substring(2) + "bottom.txt").file(LIST, list.toString());
                })
                .commit("Release " + number);
    }

    /** Asserts that a directory holds exactly one such site, and no other variant of its list. */
    static void assertWhole(Path directory) throws IOException {
        Map<String, String> files = Workshop.filesBelow(directory);
        Map<String, String> listed = new TreeMap<>();
        String list = files.remove(LIST);
        assertThat(list).as("the list of all files").isNotNull();
        list.lines().map(line -> line.split("\t", -1)).forEach(line -> listed.put(line[0], line[1]));
        assertThat(files).isEqualTo(listed);
        Path variant = directory.resolve(Variants.path(Encoding.GZIP, LIST).orElseThrow());
        if (Files.exists(variant)) {
            try (InputStream in = new GZIPInputStream(Files.newInputStream(variant))) {
                assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                        .isEqualTo(list);
            }
        }
    }
}
