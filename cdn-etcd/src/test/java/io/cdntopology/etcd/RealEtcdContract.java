package io.cdntopology.etcd;

import io.cdntopology.testkit.CoordinationContractTest;
import io.cdntopology.testkit.CoordinationFixture;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The contract on a real etcd, which all tests share. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RealEtcdContract extends CoordinationContractTest {
    private final int size;
    private List<EtcdProcess> members = List.of();

    RealEtcdContract(int size) {
        this.size = size;
    }

    @BeforeAll
    void startEtcd(@TempDir Path directory) throws IOException {
        members = EtcdProcess.start(directory, size);
    }

    @AfterAll
    void stopEtcd() {
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
