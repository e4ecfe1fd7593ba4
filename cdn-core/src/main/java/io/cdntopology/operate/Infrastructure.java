package io.cdntopology.operate;

import io.cdntopology.event.CdnEvent;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.observed.ObservedEdge;
import io.cdntopology.observed.ObservedPart;
import io.cdntopology.plan.Plan;
import io.cdntopology.plan.Planner;
import io.cdntopology.spi.PlatformSession;
import io.cdntopology.topology.EdgeId;
import io.cdntopology.topology.PartId;
import io.cdntopology.topology.PartKind;
import io.cdntopology.topology.ServiceSpec;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a network on its platform: observes them, plans, and has the steps taken. One change at a time.
 *
 * <p>What was observed last is at hand without a call to the platform: what delivers releases asks for it often.
 * Thread-safe.
 */
public final class Infrastructure implements AutoCloseable {
    /** How long a platform may be at what it was told before this: by another application, or by one that has died. */
    private static final Duration EARLIER_CALLS = Duration.ofSeconds(30);

    private static final Duration NEXT_LOOK = Duration.ofMillis(100);

    private final PlatformSession platform;
    private final StepExecutor executor;
    private final ReentrantLock changing = new ReentrantLock();
    private final Condition nextLook = changing.newCondition();
    private volatile List<ObservedPart> observed = List.of();
    private volatile @Nullable CdnException trouble;

    /**
     * @param name   of the network
     * @param events hears of each step that was taken
     */
    Infrastructure(String name, PlatformSession platform, Consumer<CdnEvent> events) {
        this.platform = platform;
        this.executor = new StepExecutor(name, platform, events);
    }

    /** The steps from what exists at this moment to what is wanted. */
    public Plan plan() {
        List<ObservedPart> now = platform.observe();
        observed = now;
        return Planner.plan(platform.wanted(), now);
    }

    /**
     * Takes the steps of a plan.
     *
     * @throws CdnException with {@code PLAN_OUTDATED} if what exists is not what the plan was made for; nothing is changed
     *     then
     */
    public void apply(Plan plan) {
        changing.lock();
        try {
            Plan current = plan();
            if (!current.fingerprint().equals(plan.fingerprint())) {
                throw CdnException.of(
                        ErrorCode.PLAN_OUTDATED,
                        "Applying a plan",
                        new Problem(
                                "plan " + plan.fingerprint(),
                                "what exists has changed since it was made",
                                "look at a new plan, and apply that"));
            }
            take(plan);
        } finally {
            changing.unlock();
        }
    }

    /**
     * Makes what exists what is wanted.
     *
     * @return whether something was done
     */
    boolean reconcile() {
        changing.lock();
        try {
            boolean changed = settle(this::plan);
            trouble = null;
            return changed;
        } catch (CdnException e) {
            trouble = e;
            throw e;
        } finally {
            changing.unlock();
        }
    }

    /** Removes all parts, with their data. */
    void destroy() {
        changing.lock();
        try {
            boolean unused = settle(() -> Planner.destruction(platform.observe()));
        } finally {
            changing.unlock();
        }
    }

    /**
     * Takes the steps that are decided on; decides again if what exists became another in between.
     *
     * @return whether something was done
     */
    private boolean settle(Supplier<Plan> decision) {
        long end = System.nanoTime() + EARLIER_CALLS.toNanos();
        boolean changed = false;
        while (true) {
            Plan plan = decision.get();
            changed |= !plan.isEmpty();
            try {
                take(plan);
                return changed;
            } catch (CdnException e) {
                if (e.code() != ErrorCode.CONFLICT || System.nanoTime() - end > 0) {
                    throw e;
                }
                awaitNextLook(e);
            }
        }
    }

    private void awaitNextLook(CdnException conflict) {
        long left = NEXT_LOOK.toNanos();
        try {
            while (left > 0) {
                left = nextLook.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw conflict;
        }
    }

    private void take(Plan plan) {
        if (!plan.isEmpty()) {
            try {
                executor.execute(plan);
            } finally {
                observed = platform.observe();
            }
        }
    }

    /** Why what exists could not be made what is wanted the last time; empty if it was. */
    public Optional<CdnException> trouble() {
        return Optional.ofNullable(trouble);
    }

    /** The edges that were observed last and can be reached. */
    public List<ObservedEdge> edges() {
        return observed.stream()
                .filter(part -> part.id().kind() == PartKind.EDGE)
                .flatMap(part -> part.address().stream().map(address -> edge(part, address)))
                .toList();
    }

    private static ObservedEdge edge(ObservedPart part, InetSocketAddress address) {
        return new ObservedEdge(
                new EdgeId(part.id().name()),
                uri("http", address),
                part.tlsAddress().map(tls -> uri("https", tls)));
    }

    private static URI uri(String scheme, InetSocketAddress address) {
        try {
            return new URI(scheme, null, address.getHostString(), address.getPort(), "/", null, null);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(address + " cannot be written as a URI", e);
        }
    }

    /**
     * Where services are reached from this process, in the same order, as it was observed last.
     *
     * @throws CdnException with {@code ENGINE_REFUSED} if one is not
     */
    List<InetSocketAddress> addresses(List<ServiceSpec> services) {
        return services.stream().map(this::address).toList();
    }

    private InetSocketAddress address(ServiceSpec service) {
        PartId id = new PartId(PartKind.SERVICE, service.name());
        return observed.stream()
                .filter(part -> part.id().equals(id))
                .flatMap(part -> part.address().stream())
                .findFirst()
                .orElseThrow(() -> CdnException.of(
                        ErrorCode.ENGINE_REFUSED,
                        "Connecting to " + id,
                        new Problem(
                                id.toString(), "it has no address", "look at its container's log, then start again")));
    }

    /** Interrupts steps that are being taken. Idempotent. */
    @Override
    public void close() {
        executor.close();
    }
}
