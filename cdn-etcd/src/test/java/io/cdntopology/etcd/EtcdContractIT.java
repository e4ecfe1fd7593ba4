package io.cdntopology.etcd;

import io.cdntopology.testkit.CoordinationContractTest;
import io.cdntopology.testkit.CoordinationFixture;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("etcd, one member")
class EtcdContractIT extends CoordinationContractTest {
    @TempDir
    static Path directory;

    private static EtcdProcess etcd;

    @BeforeAll
    static void startEtcd() throws IOException {
        etcd = EtcdProcess.start(directory);
    }

    @AfterAll
    static void stopEtcd() {
        etcd.close();
    }

    @Override
    protected CoordinationFixture open() {
        return new EtcdFixture(etcd);
    }

    /** etcd rounds a shorter one up to one and a half elections, 1.5 seconds by default. */
    @Override
    protected Duration shortestLease() {
        return Duration.ofSeconds(2);
    }
}
