package io.cdntopology.etcd;

import io.cdntopology.testkit.CoordinationContractTest;
import io.cdntopology.testkit.CoordinationFixture;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("etcd of one member")
class EtcdContractIT extends CoordinationContractTest {
    @TempDir
    static Path directory;

    private static List<EtcdProcess> members;

    @BeforeAll
    static void startEtcd() throws IOException {
        members = EtcdProcess.start(directory, 1);
    }

    @AfterAll
    static void stopEtcd() {
        members.forEach(EtcdProcess::close);
    }

    @Override
    protected CoordinationFixture open() {
        return new EtcdFixture(members);
    }

    /** etcd rounds a shorter one up to one and a half elections, 1.5 seconds by default. */
    @Override
    protected Duration shortestLease() {
        return Duration.ofSeconds(2);
    }
}
