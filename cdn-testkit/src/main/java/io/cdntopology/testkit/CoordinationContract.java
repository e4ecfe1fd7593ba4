package io.cdntopology.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.spi.CommitResult;
import io.cdntopology.spi.Condition;
import io.cdntopology.spi.CoordinationClient;
import io.cdntopology.spi.Entry;
import io.cdntopology.spi.Key;
import io.cdntopology.spi.Transaction;
import io.cdntopology.spi.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** What the parts of {@link CoordinationContractTest} share: a store, a client, keys of the test's own. */
@Timeout(120)
abstract class CoordinationContract {
    /** Longer than any call may take by its deadline, and any watch by its latency. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    final CoordinationContractTest suite;
    final Key prefix = new Key("/contract/" + UUID.randomUUID() + "/");

    private final List<CoordinationClient> clients = new ArrayList<>();
    CoordinationFixture fixture;
    CoordinationClient client;

    CoordinationContract(CoordinationContractTest suite) {
        this.suite = suite;
    }

    @BeforeEach
    void openFixture() {
        fixture = suite.open();
        client = connect();
    }

    @AfterEach
    void closeFixture() {
        clients.forEach(CoordinationClient::close);
        fixture.close();
    }

    /** Another client, closed after the test. */
    final CoordinationClient connect() {
        CoordinationClient connected = fixture.coordination().connect();
        clients.add(connected);
        return connected;
    }

    final Key key(String name) {
        return prefix.append(name);
    }

    final Write put(String name, String value) {
        return new Write.Put(key(name), value);
    }

    final CommitResult commit(List<Condition> conditions, Write... writes) {
        return client.commit(new Transaction(conditions, List.of(writes)));
    }

    /** Makes writes without a condition. */
    final long write(Write... writes) {
        return committed(commit(List.of(), writes));
    }

    static long committed(CommitResult result) {
        assertThat(result).isInstanceOf(CommitResult.Committed.class);
        return ((CommitResult.Committed) result).revision();
    }

    static void assertConflict(CommitResult result) {
        assertThat(result).isInstanceOf(CommitResult.Conflict.class);
    }

    final Entry entry(String name) {
        return client.read(prefix).entry(key(name)).orElseThrow();
    }

    /** The revision from which a watch hears everything that is not made yet. */
    final long nextRevision() {
        return client.read(prefix).revision() + 1;
    }

    static void assertFails(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CdnException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    /** Waits for what becomes true by itself; a store that is not back yet is waited for. */
    static ConditionFactory eventually() {
        return Awaitility.await()
                .atMost(PATIENCE)
                .ignoreExceptionsMatching(
                        e -> e instanceof CdnException failure && failure.code() == ErrorCode.COORDINATION_UNAVAILABLE);
    }

    /** Restores the connections, and waits until the client works again. */
    final void restoreAndAwait() {
        fixture.restore();
        eventually().until(() -> client.read(prefix).revision() > 0);
    }
}
