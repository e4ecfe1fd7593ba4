package io.cdntopology.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * git-sync's way: asks the repository every ten milliseconds, checks out a whole work tree for each commit, and flips a
 * link that nginx serves through. It stands still when it is not its turn.
 */
final class WorkTreeWay implements LiveWay {
    static final String SERVED = "a work tree per commit";

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final String LINK = "current/";
    /** Says in a file which commit it has done with, the removal of the work tree before included. */
    private static final String DONE = "done";

    private static final String SYNC = """
            set -e
            cd /srv/data
            git clone -q --bare file:///origin.git repo.git
            old=
            while :; do
                new=$(git ls-remote file:///origin.git refs/heads/main | cut -f 1)
                if [ "$new" != "$old" ]; then
                    git -C repo.git fetch -q file:///origin.git main
                    git -C repo.git worktree add --detach "/srv/data/worktrees/$new" "$new" >/dev/null 2>&1
                    ln -s "worktrees/$new" next
                    mv -T next current
                    [ -z "$old" ] || git -C repo.git worktree remove --force "/srv/data/worktrees/$old"
                    old=$new
                    printf %s "$new" >done
                fi
                sleep 0.01
            done
            """;

    private final Origin origin;
    private final Figures figures;
    private final Pages pages;
    private final Containers containers;
    private final String sync;
    private final URI server;

    private WorkTreeWay(Origin origin, Figures figures, Pages pages, Containers containers, String sync, URI server) {
        this.origin = origin;
        this.figures = figures;
        this.pages = pages;
        this.containers = containers;
        this.sync = sync;
        this.server = server;
    }

    static WorkTreeWay start(SyntheticSite site, Figures figures, Pages pages)
            throws IOException, InterruptedException {
        Origin origin = Origin.create(site, "worktrees");
        Containers containers =
                new Containers("cdn-bench-worktrees-" + ProcessHandle.current().pid() + "-" + site.files() + "-");
        try {
            String volume = containers.volume("site");
            String sync = containers.run(
                    "sync", "-v", volume + ":/srv/data", "-v", origin.mount(), TestImages.GIT, "sh", "-c", SYNC);
            String nginx = containers.run(
                    "nginx",
                    "-p",
                    "127.0.0.1::80",
                    "-v",
                    volume + ":/usr/share/nginx/html:ro,nocopy",
                    TestImages.NGINX);
            WorkTreeWay way =
                    new WorkTreeWay(origin, figures, pages, containers, sync, containers.published(nginx, 80));
            way.rest();
            return way;
        } catch (IOException | InterruptedException | RuntimeException e) {
            containers.close();
            throw e;
        }
    }

    @Override
    public void round(Page page) throws IOException, InterruptedException {
        docker("unpause");
        origin.push();
        long start = System.nanoTime();
        pages.await(List.of(server), page.below(LINK), PATIENCE);
        figures.add(SERVED + " files=" + origin.site().files(), Duration.ofNanos(System.nanoTime() - start));
        rest();
    }

    private void rest() throws IOException, InterruptedException {
        pages.await(List.of(server), new Page(DONE, origin.head()), PATIENCE);
        docker("pause");
    }

    private void docker(String command) throws IOException, InterruptedException {
        Command.run(origin.site().home(), "docker", command, sync);
    }

    @Override
    public void close() {
        containers.close();
    }
}
