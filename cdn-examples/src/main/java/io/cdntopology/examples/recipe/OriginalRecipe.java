package io.cdntopology.examples.recipe;

import io.cdntopology.Cdn;
import io.cdntopology.CdnTopology;
import io.cdntopology.Convergence;
import io.cdntopology.git.Git;
import io.cdntopology.spi.ContainerPlatform;
import io.cdntopology.spi.ManagedCoordination;
import java.time.Duration;

/**
 * The original recipe as a program. What was typed by hand stands beside what does it now.
 *
 * <pre>
 * docker create -v /etc/nginx -v /www --name www-content nginx /bin/true
 * docker run -d --name etcd -p 2379:2379 etcd
 * docker run -d --volumes-from www-content -p 80:80 nginx
 * docker run -d --volumes-from www-content -v ~/.ssh:/root/.ssh git-pull \
 *     etcdctl exec-watch /www/commit -- sh -c 'cd /www &amp;&amp; git pull'
 * git push &amp;&amp; etcdctl set /www/commit $(git rev-parse HEAD)
 * docker inspect --format='{{.Name}}' $(docker ps -q)
 * </pre>
 */
public final class OriginalRecipe {
    private static final Duration FIRST = Duration.ofMinutes(2);
    private static final Duration SOON = Duration.ofSeconds(30);

    private final CdnTopology topology;

    /**
     * @param repository where the site is pushed to
     * @param etcd       for example {@code Etcd.managed()}
     * @param docker     for example {@code Docker.local()}
     */
    public OriginalRecipe(String repository, ManagedCoordination etcd, ContainerPlatform docker) {
        this.topology = CdnTopology.builder()
                .name("www")
                // The git pull container, with its volumes, its keys and its watch: the agent.
                .content(Git.repository(repository))
                // docker run -d --name etcd …
                .coordination(etcd)
                // docker create -v /etc/nginx -v /www …, and "if you don't have the nginx container, this will pull
                // it".
                .platform(docker)
                // docker run -d --volumes-from www-content -p … nginx
                .edge("http")
                .build();
    }

    /** Runs the recipe: all containers, and the first release. */
    public Cdn run() {
        Cdn cdn = topology.start();
        cdn.awaitConverged(FIRST);
        return cdn;
    }

    /** {@code etcdctl set /www/commit …} after a {@code git push}; returns when nginx serves the commit. */
    public static Convergence publish(Cdn cdn) {
        cdn.publish();
        return cdn.awaitConverged(SOON);
    }
}
