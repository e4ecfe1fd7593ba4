package io.cdntopology.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.observed.ObservedPart;
import io.cdntopology.plan.Plan;
import io.cdntopology.plan.Planner;
import io.cdntopology.topology.Part;
import io.cdntopology.topology.PartId;
import io.cdntopology.topology.PartKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Steps")
@Timeout(30)
class StepExecutorTest {
    private static final int PATIENCE_SECONDS = 20;
    private static final PartId COORDINATION = new PartId(PartKind.NETWORK, "coordination");
    private static final PartId EDGES = new PartId(PartKind.NETWORK, "edges");
    private static final PartId VOLUME = new PartId(PartKind.VOLUME, "www");
    private static final PartId CONTENT = new PartId(PartKind.CONTENT, "www");
    private static final PartId SERVICE = new PartId(PartKind.SERVICE, "etcd-1");
    private static final PartId AGENT = new PartId(PartKind.AGENT, "sync");
    private static final PartId EDGE = new PartId(PartKind.EDGE, "edge-1");
    private static final List<Part> ALL = List.of(
            part(COORDINATION),
            part(EDGES),
            part(VOLUME),
            part(CONTENT, VOLUME),
            part(SERVICE, COORDINATION, VOLUME),
            part(AGENT, COORDINATION, CONTENT),
            part(EDGE, EDGES, CONTENT));

    private final List<String> done = Collections.synchronizedList(new ArrayList<>());
    private Consumer<PartId> doing = part -> {};
    private final StepExecutor executor = new StepExecutor("site", new RecordingPlatform(), event -> {});

    @AfterEach
    void close() {
        executor.close();
    }

    private static Part part(PartId id, PartId... needs) {
        return new Part(id, new TreeMap<>(), Set.of(needs));
    }

    private static Plan making() {
        return Planner.plan(ALL, List.of());
    }

    private static Plan destruction() {
        return Planner.destruction(ALL.stream()
                .map(part -> new ObservedPart(part.id(), new TreeMap<>(), Optional.empty(), Optional.empty()))
                .toList());
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("it was waited for in vain");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Makes all, of which one part is made only once another one is being made. */
    private void makeWhileWaiting(PartId waiting, PartId other) {
        CountDownLatch begun = new CountDownLatch(1);
        doing = part -> {
            if (part.equals(waiting)) {
                await(begun);
            } else if (part.equals(other)) {
                begun.countDown();
            }
        };
        executor.execute(making());
    }

    private static CdnException refusal(PartId part) {
        return CdnException.of(
                ErrorCode.NAME_TAKEN, "Making " + part, new Problem(part.toString(), "it is taken", "free it"));
    }

    @Test
    @DisplayName("that make a part are taken after those that make what it needs")
    void needed() {
        executor.execute(making());

        assertThat(done).hasSameSizeAs(ALL);
        assertThat(done).containsSubsequence("create " + VOLUME, "create " + CONTENT, "create " + EDGE);
        assertThat(done).containsSubsequence("create " + CONTENT, "create " + AGENT);
        assertThat(done).containsSubsequence("create " + COORDINATION, "create " + AGENT);
        assertThat(done).containsSubsequence("create " + EDGES, "create " + EDGE);
        assertThat(done).containsSubsequence("create " + COORDINATION, "create " + SERVICE);
        assertThat(done).containsSubsequence("create " + VOLUME, "create " + SERVICE);
    }

    @Test
    @DisplayName("do not wait for what their part does not need")
    void independent() {
        makeWhileWaiting(CONTENT, SERVICE);

        assertThat(done).hasSameSizeAs(ALL);
    }

    @Test
    @DisplayName("do not wait for another part of the kind of those that their part needs")
    void independentOfTheSameKind() {
        makeWhileWaiting(COORDINATION, EDGE);

        assertThat(done).hasSameSizeAs(ALL);
    }

    @Test
    @DisplayName("are not taken where what their part needs was not made, which is told once")
    void failed() {
        doing = part -> {
            if (part.equals(CONTENT)) {
                throw refusal(part);
            }
        };
        CdnException failure = catchThrowableOfType(CdnException.class, () -> executor.execute(making()));

        assertThat(failure.problems()).extracting(Problem::where).containsExactly(CONTENT.toString());
        assertThat(done)
                .containsExactlyInAnyOrder(
                        "create " + COORDINATION, "create " + EDGES, "create " + VOLUME, "create " + SERVICE);
    }

    @Test
    @DisplayName("that fail are told all together")
    void failures() {
        doing = part -> {
            throw refusal(part);
        };
        CdnException failure = catchThrowableOfType(CdnException.class, () -> executor.execute(making()));

        assertThat(failure.problems())
                .extracting(Problem::where)
                .containsExactly(COORDINATION.toString(), EDGES.toString(), VOLUME.toString());
        assertThat(done).isEmpty();
    }

    @Test
    @DisplayName("that remove an agent are taken before the coordination store goes, and both before their network")
    void removal() {
        CountDownLatch othersRemoved = new CountDownLatch(1);
        doing = part -> {
            if (part.equals(CONTENT)) {
                othersRemoved.countDown();
            } else if (part.equals(AGENT)) {
                await(othersRemoved);
            }
        };
        executor.execute(destruction());

        assertThat(done).hasSameSizeAs(ALL);
        assertThat(done).containsSubsequence("remove " + AGENT, "remove " + SERVICE, "remove " + COORDINATION);
        assertThat(done).containsSubsequence("remove " + EDGE, "remove " + SERVICE, "remove " + VOLUME);
    }

    /** Remembers what it has done. */
    private final class RecordingPlatform extends BarePlatform {
        @Override
        public void create(PartId part) {
            doing.accept(part);
            done.add("create " + part);
        }

        @Override
        public void remove(PartId part) {
            doing.accept(part);
            done.add("remove " + part);
        }

        @Override
        public List<Part> wanted() {
            return ALL;
        }

        @Override
        public List<ObservedPart> observe() {
            return List.of();
        }
    }
}
