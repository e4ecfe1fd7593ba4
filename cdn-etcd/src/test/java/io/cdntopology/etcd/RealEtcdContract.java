package io.cdntopology.etcd;

import io.cdntopology.testkit.CoordinationContractTest;
import io.cdntopology.testkit.CoordinationFixture;
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
    void startEtcd(@TempDir Path directory) throws Exception {
        members = EtcdProcess.start(directory, size, setup(directory));
        prepare(members.get(0));
    }

    /** How etcd is set up; plain by default. */
    EtcdSetup setup(Path directory) throws Exception {
        return EtcdSetup.PLAIN;
    }

    /** Called once etcd runs; does nothing by default. */
    void prepare(EtcdProcess member) {}

    /** Adds the options that this etcd needs; none by default. */
    EtcdCoordination options(EtcdCoordination described) {
        return described;
    }

    @AfterAll
    void stopEtcd() {
        members.forEach(EtcdProcess::close);
    }

    @Override
    protected CoordinationFixture open() {
        return new EtcdFixture(members, this::options);
    }

    /** etcd rounds a shorter one up to one and a half elections, 1.5 seconds by default. */
    @Override
    protected Duration shortestLease() {
        return Duration.ofSeconds(2);
    }
}
