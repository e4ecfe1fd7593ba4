package io.cdntopology.agent;

import io.cdntopology.event.CdnEvent;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.operate.EventBus;
import io.cdntopology.release.CommitId;
import io.cdntopology.rules.SiteRulesRepository;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.spi.ContentSource;
import io.cdntopology.spi.CoordinationClient;
import io.cdntopology.store.LiveRelease;
import io.cdntopology.store.ReleaseStore;
import io.cdntopology.store.VariantEncoder;
import io.cdntopology.sync.Desired;
import io.cdntopology.sync.HostLoop;
import io.cdntopology.sync.Ledger;
import io.cdntopology.sync.Line;
import io.cdntopology.topology.Encoding;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows what is wanted and makes it live on this host, until it is closed.
 *
 * <p>Thread-safe; may be closed while it opens.
 */
final class Agent implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);

    private final AgentSettings settings;
    private final AgentHealth health;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private volatile @Nullable Exec exec;
    private boolean closed;

    Agent(AgentSettings settings) {
        this.settings = settings;
        this.health = new AgentHealth(settings.host());
    }

    /**
     * Opens everything, and returns once it runs. That etcd or git cannot be reached does not keep it from that.
     *
     * @throws CdnException if it cannot run here, for example with {@code STORE_LOCKED}; what was opened is closed by
     *     {@link #close}
     */
    void open() {
        String name = settings.name().value();
        add(HealthServer.start(settings.health(), health::report));
        EventBus events = add(new EventBus(name));
        CoordinationClient client = add(settings.coordination().connect());
        Ledger ledger = add(Ledger.ofHost(client, settings.name(), Line.CONTENT));
        ContentRepository repository =
                add(settings.source().open(settings.workDirectory().resolve("content")));
        ReleaseStore store =
                add(ReleaseStore.open(settings.contentRoot(), settings.retention(), settings.limits(), encoders()));
        settings.exec().ifPresent(command -> exec = add(exec(command, store)));
        HostLoop loop = add(new HostLoop(
                settings.name(), settings.host(), store, repository, ledger, InstantSource.system(), event -> {
                    events.accept(event);
                    activated(event);
                }));
        ledger.start();
        settings.configuration().ifPresent(configuration -> follow(configuration, ledger, repository, client, events));
        health.runs(new AgentHealth.Parts(ledger, store, loop, Optional.ofNullable(exec)));
        LOG.info(
                "Host {} of {} follows {} from {}; {} is live",
                settings.host(),
                settings.name(),
                settings.coordination().location(),
                settings.source().location(),
                store.live()
                        .map(LiveRelease::release)
                        .map(release -> release.commit())
                        .map(CommitId::value)
                        .orElse("nothing"));
    }

    /** The fast one first: a site is compressed soon, and then better. */
    private List<VariantEncoder> encoders() {
        List<VariantEncoder> encoders = new ArrayList<>();
        if (settings.encodings().contains(Encoding.GZIP)) {
            encoders.add(VariantEncoder.gzip());
        }
        if (settings.encodings().contains(Encoding.BROTLI)) {
            BrotliEncoder.load(settings.workDirectory().resolve("native")).ifPresent(encoders::add);
        }
        return encoders;
    }

    /** Beside the content, which it must not keep from being served: what goes wrong is told where it is waited for. */
    private void follow(
            ConfigurationSettings configuration,
            Ledger content,
            ContentRepository site,
            CoordinationClient client,
            EventBus events) {
        Ledger ledger = add(Ledger.ofHost(client, settings.name(), Line.CONFIGURATION));
        ContentRepository repository =
                add(configuration.source().map(this::configurations).orElseGet(() -> new SiteRulesRepository(site)));
        ReleaseStore store = add(ReleaseStore.open(configuration.root(), settings.retention(), settings.limits()));
        HostLoop loop = add(new HostLoop(
                settings.name(),
                settings.host(),
                store,
                repository,
                ledger,
                configuration.withContent()
                        ? () -> content.desired().flatMap(Desired::ofConfiguration)
                        : ledger::desired,
                InstantSource.system(),
                event -> events.accept(new CdnEvent.OfConfiguration(event))));
        if (configuration.withContent()) {
            content.onChange(loop::wake);
        }
        ledger.start();
    }

    private ContentRepository configurations(ContentSource source) {
        return source.open(settings.workDirectory().resolve("configuration"));
    }

    private Exec exec(ExecSettings command, ReleaseStore store) {
        try {
            return new Exec(
                    settings.name().value(),
                    new ReleaseCommand(command, LiveRelease.served(settings.contentRoot())),
                    store,
                    ExecMemory.open(settings.workDirectory()));
        } catch (IOException e) {
            throw CdnException.of(
                    ErrorCode.STORE_UNUSABLE,
                    "Opening the work directory",
                    new Problem(settings.workDirectory().toString(), e.toString(), "make it writable for the agent"),
                    e);
        }
    }

    private void activated(CdnEvent event) {
        Exec command = exec;
        if (event instanceof CdnEvent.Activated && command != null) {
            command.wake();
        }
    }

    private synchronized <T extends AutoCloseable> T add(T resource) {
        opened.push(resource);
        if (closed) {
            closeAll();
            throw CdnException.of(
                    ErrorCode.CLOSED,
                    "Starting the agent",
                    new Problem("agent", "it was ended while it started", "start it again"));
        }
        return resource;
    }

    /**
     * Ends everything. The command that runs and the pass that is under way are ended at the same time, within seconds;
     * what is live stays live. Idempotent.
     */
    @Override
    public void close() {
        Exec command = exec;
        Thread ending = new Thread(() -> closeQuietly(command), "cdn-exec-end");
        ending.start();
        synchronized (this) {
            closed = true;
            closeAll();
        }
        try {
            ending.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeAll() {
        while (!opened.isEmpty()) {
            closeQuietly(opened.pop());
        }
    }

    /** One that does not close must not keep others open. */
    private static void closeQuietly(@Nullable AutoCloseable resource) {
        try {
            if (resource != null) {
                resource.close();
            }
        } catch (Exception e) {
            LOG.warn("Could not be closed: {}", e.toString());
        }
    }
}
