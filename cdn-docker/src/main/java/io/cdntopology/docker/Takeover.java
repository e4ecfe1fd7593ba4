package io.cdntopology.docker;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.topology.PartId;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Has an nginx that others made serve the releases of a network, without a restart.
 *
 * <p>Not before a release is live: until then it serves what it did. Then the configuration of this library is put beside the
 * others' and tried in the container itself; {@code nginx.conf} becomes a file that includes it, and the one before gets
 * another name; nginx is told to reload, and has to say that it runs with the new configuration. If it does not, the
 * file is put back, and the container is left alone until it is started anew or made anew.
 *
 * <p>The containers share their configuration, so they are taken over one by one. What they answer decides, not what files
 * say: whoever was killed in the middle goes on where it was.
 */
final class Takeover {
    private static final String NGINX_CONF = EdgeFiles.CONFIGURATION.substring(1) + "/nginx.conf";
    private static final String KEPT = NGINX_CONF + ".before-cdn-";
    private static final String FIRST_LINE =
            "# By this file cdn-topology serves releases. The one before it is kept as nginx.conf.before-cdn-*\n";

    /** Others' logs show each time that they were asked. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final EngineConnection engine;
    private final AdoptedVolumes content;
    private final NginxSettings nginx;
    private final ContainerFiles files;
    private final ContainerExec exec;
    private final ContainerStarter starter;
    private final ContainerReadiness readiness;
    private final Duration patience;
    private final ConfigurationProbe probe = new ConfigurationProbe();

    /** Why containers could not be taken over, by their ids and when they were started. */
    private final Map<String, CdnException> failures = new ConcurrentHashMap<>();

    /**
     * @param nginx    what edges are to have, apart from the port
     * @param patience how long nginx may take to serve by another configuration
     */
    Takeover(EngineConnection engine, AdoptedVolumes content, NginxSettings nginx, Duration patience) {
        this.engine = engine;
        this.content = content;
        this.nginx = nginx;
        this.files = new ContainerFiles(engine, content.container());
        this.exec = new ContainerExec(engine);
        this.starter = new ContainerStarter(engine);
        this.readiness = new ContainerReadiness(engine);
        this.patience = patience;
    }

    /** Where an edge is reached. */
    InetSocketAddress address(AdoptedEdge edge) {
        return engine.host()
                .address()
                .published(edge.port().address(), edge.port().outside());
    }

    /** Why an edge does not do its work; empty if it does, or there is nothing to serve yet. */
    Optional<String> fault(AdoptedEdge edge) {
        return edge.container()
                .state()
                .fault()
                .or(() ->
                        otherConfiguration(edge).filter(name -> isReleaseLive()).map(Takeover::fault));
    }

    private static String fault(String name) {
        return name.isEmpty() ? "it does not serve releases yet" : "it serves by another configuration, " + name;
    }

    /** By which it answers, if not by the one that it is to have; an edge that does not answer may just be slow. */
    private Optional<String> otherConfiguration(AdoptedEdge edge) {
        return probe.ask(address(edge)).filter(name -> !name.equals(NginxConfiguration.name(settings(edge))));
    }

    private boolean servesReleases(AdoptedEdge edge) {
        return probe.ask(address(edge)).equals(Optional.of(NginxConfiguration.name(settings(edge))));
    }

    private boolean isReleaseLive() {
        String release = content.contentRoot().substring(1) + "/current/release.json";
        return files.read("Looking for a release in " + content.container(), release)
                .isPresent();
    }

    private NginxSettings settings(AdoptedEdge edge) {
        return nginx.withPort(edge.port().inside());
    }

    /** Starts an edge if it does not run, and has it serve releases if one is live. */
    synchronized void start(PartId part, AdoptedEdge edge) {
        String id = edge.container().id();
        if (!edge.container().state().isRunning()) {
            starter.start(part, id).ifPresent(said -> {
                throw failure(
                        ErrorCode.EDGE_NOT_STARTED,
                        part,
                        edge,
                        "its port is taken: " + said,
                        "free it: docker ps, or ss -ltnp, shows who has it");
            });
            readiness.await(part, id, Optional.of(address(edge)));
        }
        if (otherConfiguration(edge).isPresent() && isReleaseLive()) {
            takeOverOnce(part, edge);
        }
    }

    private void takeOverOnce(PartId part, AdoptedEdge edge) {
        String id = edge.container().id();
        String life = id
                + engine.callRepeatable(
                        "Taking over " + part,
                        client ->
                                client.inspectContainerCmd(id).exec().getState().getStartedAt());
        CdnException before = failures.get(life);
        if (before != null) {
            throw before;
        }
        try {
            takeOver(part, edge);
        } catch (CdnException e) {
            if (e.code().kind() == ErrorCode.Kind.USER) {
                failures.put(life, e);
            }
            throw e;
        }
    }

    private void takeOver(PartId part, AdoptedEdge edge) {
        String attempted = "Taking over " + part;
        SeedFile configuration = EdgeFiles.configuration(settings(edge));
        files.write(attempted, "/", List.of(configuration));
        ContainerExec.Result trial =
                exec.run(attempted, edge.container().id(), "nginx", "-t", "-q", "-c", "/" + configuration.path());
        if (trial.exit() != 0) {
            throw failure(
                    ErrorCode.NOT_ADOPTABLE,
                    part,
                    edge,
                    "nginx cannot run there by the configuration that it is to have: "
                            + EngineFailures.quoted(trial.output()),
                    "let it be nginx 1.22 or newer with the rights that it has by default; or remove it, and an edge is"
                            + " made in its place");
        }
        Optional<SeedFile> before = replace(attempted, configuration);
        try {
            reload(part, edge, attempted);
        } catch (CdnException e) {
            before.ifPresent(file -> putBack(attempted, file, e));
            throw e;
        }
    }

    /**
     * Has {@code nginx.conf} include a configuration. A name more for the file before keeps it as it is: its bytes, owner
     * and rights.
     *
     * @return what to write to undo that; empty if there was nothing to do, or no such file
     */
    private Optional<SeedFile> replace(String attempted, SeedFile configuration) {
        byte[] text = (FIRST_LINE + "include /" + configuration.path() + ";\n").getBytes(StandardCharsets.UTF_8);
        Optional<SeedFile> before = files.read(attempted, NGINX_CONF);
        String found = before.map(file -> new String(file.bytes(), StandardCharsets.UTF_8))
                .orElse("");
        if (found.equals(new String(text, StandardCharsets.UTF_8))) {
            return Optional.empty();
        }
        List<SeedFile> written = new ArrayList<>();
        Optional<SeedFile> kept = before.filter(file -> !found.startsWith(FIRST_LINE))
                .map(file -> file.linkedAs(KEPT + ShortHash.of(List.of(file.bytes()))));
        kept.ifPresent(written::add);
        written.add(SeedFile.ofRoot(NGINX_CONF, text));
        files.write(attempted, "/", written);
        return kept.map(file -> file.linkedAs(NGINX_CONF)).or(() -> before);
    }

    /** A signal says nothing of what comes of it: nginx goes on as before if it cannot do what it is told. */
    private void reload(PartId part, AdoptedEdge edge, String attempted) {
        engine.reload(attempted, edge.container().id());
        long deadline = System.nanoTime() + patience.toNanos();
        while (!servesReleases(edge)) {
            if (System.nanoTime() > deadline) {
                throw failure(
                        ErrorCode.NOT_ADOPTABLE,
                        part,
                        edge,
                        "its first process was told to reload (SIGHUP), and " + patience
                                + " later it does not serve by /" + NGINX_CONF + ", which is put back",
                        "let its first process be nginx and read that file, its log may say more; or remove it, and an"
                                + " edge is made in its place");
            }
            engine.pause(attempted, PAUSE);
        }
    }

    private void putBack(String attempted, SeedFile file, CdnException reason) {
        try {
            files.write(attempted, "/", List.of(file));
        } catch (CdnException e) {
            reason.addSuppressed(e);
        }
    }

    private static CdnException failure(ErrorCode code, PartId part, AdoptedEdge edge, String why, String fix) {
        return CdnException.of(
                code,
                "Taking over " + part,
                new Problem("container " + edge.container().name(), why, fix));
    }
}
