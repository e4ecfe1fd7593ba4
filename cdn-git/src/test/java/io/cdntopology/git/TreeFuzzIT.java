package io.cdntopology.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdntopology.failure.CdnException;
import io.cdntopology.git.TreeVerdict.Refused;
import io.cdntopology.git.TreeVerdict.Served;
import io.cdntopology.topology.ContentLimits;
import io.cdntopology.topology.Retention;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random trees, one after the other through one repository and store: what {@link TreeOracle} says of them comes true. A
 * failure names the seed, and {@code -Dcdn.fuzz.seed=<seed> -Dcdn.fuzz.rounds=1} repeats it.
 */
@Timeout(60)
class TreeFuzzIT {
    private static final long FIRST_SEED = Long.getLong("cdn.fuzz.seed", 1);
    private static final int ROUNDS = Integer.getInteger("cdn.fuzz.rounds", 3);
    private static final int TREES = 25;

    private static final ContentLimits LIMITS =
            ContentLimits.DEFAULT.withMaxFiles(400).withMaxFileBytes(3_000).withMaxDepth(24);

    @TempDir
    Path temp;

    private FarSide far;
    private Delivery delivery;
    private TreeForge forge;
    private int served;
    private int refused;

    static LongStream seeds() {
        return LongStream.range(FIRST_SEED, FIRST_SEED + ROUNDS);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void isServedAsItIsOrRefused(long seed) {
        Random random = new Random(seed);
        try (FarSide opened = FarSide.create(temp.resolve("far.git"));
                Delivery way =
                        new Delivery(Git.repository(opened.path()), temp, new Retention(2, Duration.ZERO), LIMITS)) {
            far = opened;
            delivery = way;
            forge = new TreeForge(random, far, LIMITS);
            for (int i = 0; i < TREES; i++) {
                deliver(seed, i, random);
            }
        }
        assertThat(List.of(served, refused)).as("served and refused").allMatch(count -> count > 0);
    }

    private void deliver(long seed, int number, Random random) {
        String root = forge.site();
        TreeVerdict verdict = new TreeOracle(forge.objects(), LIMITS).verdict(root);
        far.commitTree(ObjectId.fromString(root));
        try {
            if (random.nextInt(8) == 0) {
                deliverDamaged(root, verdict, random);
            }
            deliver(verdict);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                    "tree " + number + " of seed " + seed + ", which had to be " + verdict + "\n"
                            + forge.describe(root),
                    e);
        }
    }

    private void deliver(TreeVerdict verdict) {
        if (verdict instanceof Served site) {
            delivery.check();
            assertThat(delivery.tryToDeliver()).isEmpty();
            assertServed(site);
            served++;
        } else if (verdict instanceof Refused reasons) {
            if (reasons.isSeenBeforeWriting()) {
                assertThatThrownBy(delivery::check)
                        .isInstanceOfSatisfying(CdnException.class, e -> assertCovered(reasons, e));
            }
            Set<String> stored = delivery.stored();
            assertCovered(reasons, delivery.tryToDeliver().orElseThrow(() -> new AssertionError("it was delivered")));
            assertThat(delivery.stored()).isEqualTo(stored);
            refused++;
        }
    }

    private static void assertCovered(Refused reasons, CdnException failure) {
        assertThat(failure.problems())
                .as(failure.toString())
                .allMatch(problem -> reasons.covers(failure.code(), problem.where(), failure.getMessage()));
    }

    private void assertServed(Served site) {
        assertThat(ServedSite.below(delivery.root())).isEqualTo(site.site());
        try {
            assertThat(Files.readSymbolicLink(delivery.root()).getFileName())
                    .hasToString(site.id().name());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Whatever is damaged, nothing else is served than what has the ids that it says. */
    private void deliverDamaged(String root, TreeVerdict verdict, Random random) {
        List<String> objects = forge.reachable(root);
        try (DamagedObject damaged = DamagedObject.in(far, objects.get(random.nextInt(objects.size())), random)) {
            Optional<CdnException> failure = delivery.tryToDeliver();
            if (failure.isEmpty()) {
                assertThat(verdict).as(damaged.toString()).isInstanceOf(Served.class);
                assertServed((Served) verdict);
            }
        }
    }
}
