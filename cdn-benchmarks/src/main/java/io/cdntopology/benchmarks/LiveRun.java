package io.cdntopology.benchmarks;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** One site of one size, and the three ways of getting it served. */
final class LiveRun implements AutoCloseable {
    private static final int WARM_UP_ROUNDS = 20;
    private static final int LARGE = 100_000;
    private static final int ROUNDS_WHEN_LARGE = 3;

    private final SyntheticSite site;
    private final Deque<LiveWay> ways = new ArrayDeque<>();
    private final NetworkWay ours;
    private final RecipeWay recipe;
    private final WorkTreeWay workTrees;

    /** Starts all three; none is left if one does not start. */
    LiveRun(SyntheticSite site, Figures figures) throws IOException, InterruptedException {
        this.site = site;
        Pages pages = new Pages();
        try {
            ours = NetworkWay.start(site, figures, pages);
            ways.push(ours);
            recipe = RecipeWay.start(site, figures, pages);
            ways.push(recipe);
            workTrees = WorkTreeWay.start(site, figures, pages);
            ways.push(workTrees);
        } catch (IOException | InterruptedException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** How often git-sync's way has its turn: at this size a round of it takes longer than all of the others. */
    static int workTreeRounds(int files, int rounds) {
        return files >= LARGE ? Math.min(rounds, ROUNDS_WHEN_LARGE) : rounds;
    }

    void warmUp() throws IOException, InterruptedException {
        for (int round = 0; round < WARM_UP_ROUNDS; round++) {
            ours.warmUp(site.changeOneFile());
        }
        recipe.warmUp(site.changeOneFile());
    }

    void round(int round, int rounds) throws IOException, InterruptedException {
        Page page = site.changeOneFile();
        ours.round(page);
        recipe.round(page);
        if (round < workTreeRounds(site.files(), rounds)) {
            workTrees.round(page);
        }
    }

    @Override
    public void close() {
        synchronized (ways) {
            while (!ways.isEmpty()) {
                ways.pop().close();
            }
        }
    }
}
