package io.cdntopology.testkit;

import io.cdntopology.embedded.InMemoryCoordination;
import io.cdntopology.spi.Coordination;

class InMemoryCoordinationContractTest extends CoordinationContractTest {
    @Override
    protected CoordinationFixture open() {
        return new Fixture(InMemoryCoordination.create());
    }

    private record Fixture(InMemoryCoordination store) implements CoordinationFixture {
        @Override
        public Coordination coordination() {
            return store;
        }

        @Override
        public void cut() {
            store.faults().cut();
        }

        @Override
        public void restore() {
            store.faults().restore();
        }

        @Override
        public void compact(long revision) {
            store.faults().compact(revision);
        }

        @Override
        public void expireLeases() {
            store.faults().expireLeases();
        }

        @Override
        public void loseNextAnswer() {
            store.faults().loseNextAnswer();
        }

        @Override
        public void close() {
            // The store ends with the object.
        }
    }
}
