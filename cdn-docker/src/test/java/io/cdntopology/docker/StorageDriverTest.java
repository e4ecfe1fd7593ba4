package io.cdntopology.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A storage driver")
class StorageDriverTest {
    @ParameterizedTest
    @ValueSource(strings = {"overlay2", "overlayfs", "btrfs", "zfs", "something-new"})
    @DisplayName("is not said to be slow without a reason")
    void good(String name) {
        StorageDriver driver = StorageDriver.reported(name, List.of(List.of("Backing Filesystem", "extfs")));
        assertThat(driver.isSlow()).isFalse();
        assertThat(driver).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vfs", "native", "fuse-overlayfs"})
    @DisplayName("is slow if it copies everything, or leaves the kernel")
    void slow(String name) {
        StorageDriver driver = StorageDriver.reported(name, List.of());
        assertThat(driver.isSlow()).isTrue();
        assertThat(driver.warning().orElseThrow()).startsWith(name + " ").contains("use overlay2");
    }

    @Test
    @DisplayName("is slow if it is devicemapper on a loop device, and not on a real one")
    void devicemapper() {
        List<String> pool = List.of("Pool Name", "docker-thinpool");
        assertThat(StorageDriver.reported("devicemapper", List.of(pool)).isSlow())
                .isFalse();
        List<String> loop = List.of("Data loop file", "/var/lib/docker/devicemapper/data");
        assertThat(StorageDriver.reported("devicemapper", List.of(List.of(), pool, loop))
                        .warning()
                        .orElseThrow())
                .contains("loop device");
    }
}
