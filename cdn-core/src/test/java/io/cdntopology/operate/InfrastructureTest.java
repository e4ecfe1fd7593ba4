package io.cdntopology.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cdntopology.event.CdnEvent;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.observed.ObservedPart;
import io.cdntopology.topology.Part;
import io.cdntopology.topology.PartId;
import io.cdntopology.topology.PartKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A platform that is still at what an application told it that has died")
class InfrastructureTest {
    private static final PartId NETWORK = new PartId(PartKind.NETWORK, "edges");
    private static final PartId VOLUME = new PartId(PartKind.VOLUME, "www");

    private final BusyPlatform platform = new BusyPlatform();
    private final List<CdnEvent> events = new ArrayList<>();
    private final Infrastructure parts = new Infrastructure("site", platform, events::add);

    @AfterEach
    void close() {
        parts.close();
    }

    @Test
    void isLookedAtAgainWhenItMakesAPartMeanwhile() {
        platform.made = Optional.of(VOLUME);
        assertThat(parts.reconcile()).isTrue();
        assertThat(platform.existing).containsExactlyInAnyOrder(NETWORK, VOLUME);
        assertThat(events).extracting(event -> event.getClass().getSimpleName()).containsExactly("PartCreated");
        assertThat(parts.trouble()).isEmpty();
        assertThat(parts.reconcile()).isFalse();
    }

    @Test
    void isLookedAtAgainWhenItRemovesAPartMeanwhile() {
        platform.existing.addAll(List.of(NETWORK, VOLUME));
        platform.removed = Optional.of(VOLUME);
        parts.destroy();
        assertThat(platform.existing).isEmpty();
    }

    @Test
    void isNotAskedAgainForWhatItRefuses() {
        platform.refused = Optional.of(VOLUME);
        CdnException failure = catchThrowableOfType(CdnException.class, parts::reconcile);
        assertThat(failure.code()).isEqualTo(ErrorCode.NAME_TAKEN);
        assertThat(platform.refusals).hasValue(1);
        assertThat(parts.trouble()).contains(failure);
    }

    @Test
    void isNotWaitedForByAThreadThatIsInterrupted() {
        platform.made = Optional.of(VOLUME);
        Thread.currentThread().interrupt();
        try {
            CdnException failure = catchThrowableOfType(CdnException.class, parts::reconcile);
            assertThat(failure.code()).isEqualTo(ErrorCode.CONFLICT);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    /** Wants a network and a volume. */
    private static final class BusyPlatform extends BarePlatform {
        private final Set<PartId> existing = new CopyOnWriteArraySet<>();

        /** What it has made when it is told to. */
        private volatile Optional<PartId> made = Optional.empty();

        /** What it has removed when it is told to. */
        private volatile Optional<PartId> removed = Optional.empty();

        /** What it never makes. */
        private volatile Optional<PartId> refused = Optional.empty();

        private final AtomicInteger refusals = new AtomicInteger();

        @Override
        public List<Part> wanted() {
            return Stream.of(NETWORK, VOLUME)
                    .map(part -> Part.of(part, Map.of()))
                    .toList();
        }

        @Override
        public List<ObservedPart> observe() {
            return existing.stream()
                    .map(part -> new ObservedPart(part, new TreeMap<>(), Optional.empty(), Optional.empty()))
                    .toList();
        }

        @Override
        public void create(PartId part) {
            if (refused.equals(Optional.of(part))) {
                refusals.incrementAndGet();
                throw failure(ErrorCode.NAME_TAKEN, part);
            }
            boolean isNew = existing.add(part);
            if (isNew && made.equals(Optional.of(part))) {
                throw failure(ErrorCode.CONFLICT, part);
            }
        }

        @Override
        public void remove(PartId part) {
            boolean isRemoved = existing.remove(part);
            if (isRemoved && removed.equals(Optional.of(part))) {
                throw failure(ErrorCode.CONFLICT, part);
            }
        }

        private static CdnException failure(ErrorCode code, PartId part) {
            return CdnException.of(code, "Changing " + part, new Problem("engine", "it is at it", "look again"));
        }
    }
}
