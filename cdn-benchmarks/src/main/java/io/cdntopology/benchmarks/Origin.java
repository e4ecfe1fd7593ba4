package io.cdntopology.benchmarks;

import java.io.IOException;
import java.nio.file.Path;

/** A bare repository that one of the ways gets its commits from, and that the site is pushed to at its turn. */
record Origin(SyntheticSite site, Path repository) {
    static Origin create(SyntheticSite site, String name) throws IOException, InterruptedException {
        Path repository = site.home().resolve(name + ".git");
        Command.run(
                site.home(), "git", "clone", "-q", "--bare", site.repository().toString(), repository.toString());
        return new Origin(site, repository);
    }

    /** Returns when {@code git push} does. */
    void push() throws IOException, InterruptedException {
        Command.run(site.repository(), "git", "push", "-q", repository.toString(), "main");
    }

    /** The id of the newest commit that was pushed. */
    String head() throws IOException, InterruptedException {
        return Command.output(repository, "git", "rev-parse", "main");
    }

    /** How a container sees it, for {@code docker run --volume}. */
    String mount() {
        return repository + ":/origin.git:ro";
    }
}
