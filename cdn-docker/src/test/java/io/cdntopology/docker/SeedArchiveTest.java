package io.cdntopology.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("An archive of files for the volumes of a container")
class SeedArchiveTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 511, 512, 513, 10_240, 100_000})
    void hasFilesOfEachSizeInTheirOrder(int size) throws IOException {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (i * 31 + 1);
        }
        InputStream archive = SeedArchive.of(List.of(
                SeedFile.directory("work", 7),
                SeedFile.ofRoot("etc/one", bytes),
                SeedFile.ofGroup("etc/two", bytes, 8),
                SeedFile.ofRoot("last", new byte[] {1})));
        Map<String, byte[]> found = new LinkedHashMap<>();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(archive, "UTF-8")) {
            TarArchiveEntry entry = tar.getNextEntry();
            while (entry != null) {
                found.put(entry.getName(), tar.readAllBytes());
                entry = tar.getNextEntry();
            }
        }
        assertThat(found.keySet()).containsExactly("work/", "etc/one", "etc/two", "last");
        assertThat(found.get("work/")).isEmpty();
        assertThat(found.get("etc/one")).isEqualTo(bytes);
        assertThat(found.get("etc/two")).isEqualTo(bytes);
        assertThat(found.get("last")).containsExactly(1);
    }

    @Test
    void saysWhoseFilesAreAndWhatTheyAreNamesOf() throws IOException {
        SeedFile file = SeedFile.ofGroup("one", new byte[] {1, 2}, 8);
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(SeedArchive.of(List.of(file, file.linkedAs("other"))), "UTF-8")) {
            TarArchiveEntry one = tar.getNextEntry();
            assertThat(one.getLongGroupId()).isEqualTo(8);
            assertThat(one.getLongUserId()).isZero();
            assertThat(one.getMode() & 0777).isEqualTo(0440);
            TarArchiveEntry other = tar.getNextEntry();
            assertThat(other.isLink()).isTrue();
            assertThat(other.getLinkName()).isEqualTo("one");
            assertThat(tar.getNextEntry()).isNull();
        }
    }

    @Test
    void readsAFileWhenItIsItsTurn() throws IOException {
        List<String> read = new ArrayList<>();
        SeedFile.Content large = new SeedFile.Content() {
            @Override
            public long size() {
                return 600;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(new byte[600]) {
                    @Override
                    public synchronized int read(byte[] to, int offset, int length) {
                        read.add("read");
                        return super.read(to, offset, length);
                    }
                };
            }
        };
        try (InputStream archive =
                SeedArchive.of(List.of(SeedFile.ofRoot("small", new byte[512]), SeedFile.ofRoot("large", large)))) {
            assertThat(archive.readNBytes(3 * 512)).hasSize(3 * 512);
            assertThat(read).isEmpty();
            assertThat(archive.readAllBytes()).hasSize(4 * 512);
            assertThat(read).isNotEmpty();
        }
    }
}
