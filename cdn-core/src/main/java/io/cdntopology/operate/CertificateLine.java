package io.cdntopology.operate;

import io.cdntopology.event.CdnEvent;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.observed.ObservedEdge;
import io.cdntopology.spi.CertificateSource;
import io.cdntopology.spi.CertifiedEdges;
import io.cdntopology.spi.EdgeCertificate;
import io.cdntopology.sync.WakeLoop;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps edges showing the certificate of its source: looks for another one, and asks each edge, by a handshake, which it
 * shows. What cannot be used leaves the one before. Only the process that leads changes what edges show, as another one may
 * have a source of its own. Thread-safe.
 */
final class CertificateLine implements AutoCloseable {
    private static final int MAX_THREADS = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Duration RETRY = Duration.ofSeconds(10);

    /** When an end is near, unless the certificate was short-lived from the beginning. */
    private static final Duration NEAR_END = Duration.ofDays(14);

    private final CertificateSource source;
    private final CertifiedEdges servers;
    private final Supplier<List<ObservedEdge>> edges;
    private final BooleanSupplier leads;
    private final InstantSource clock;
    private final Consumer<CdnEvent> events;
    private final Duration interval;
    private final ParallelTasks tasks;

    /** The one that could be used last; used by the loop only. */
    private EdgeCertificate current;

    /** Whether this process led when it was asked last. */
    private final AtomicBoolean led = new AtomicBoolean();

    private @Nullable String told;
    private volatile List<CdnException> troubles = List.of();
    private final WakeLoop loop;

    /**
     * Starts to look.
     *
     * @param first    what was read already
     * @param interval how often it is looked
     * @param edges    those that there are; answers at once
     * @param leads    whether this process does
     */
    CertificateLine(
            String name,
            CertificateSource source,
            EdgeCertificate first,
            Duration interval,
            CertifiedEdges servers,
            Supplier<List<ObservedEdge>> edges,
            BooleanSupplier leads,
            InstantSource clock,
            Consumer<CdnEvent> events) {
        this.source = source;
        this.current = first;
        this.interval = interval;
        this.servers = servers;
        this.edges = edges;
        this.leads = leads;
        this.clock = clock;
        this.events = events;
        this.tasks = new ParallelTasks("cdn-" + name + "-certificates", MAX_THREADS);
        this.loop = new WakeLoop("cdn-" + name + "-certificate", this::pass);
    }

    /**
     * Reads what a source has.
     *
     * @throws CdnException with {@code CERTIFICATE_REFUSED} if it cannot be read or used
     */
    static EdgeCertificate read(CertificateSource source, Instant now) {
        CertificateSource.Pem pem;
        try {
            pem = source.read();
        } catch (CdnException e) {
            throw e;
        } catch (RuntimeException e) {
            // What it says may be secret.
            throw CdnException.of(
                    ErrorCode.CERTIFICATE_REFUSED,
                    "Reading the certificate of the edges",
                    new Problem("tls", "its source threw " + e.getClass().getName(), "see why it does"));
        }
        return EdgeCertificate.of(pem, now);
    }

    /** There may be edges that show another certificate. Returns at once. */
    void wake() {
        loop.wake();
    }

    /** Another process may lead now, or this one. Returns at once. */
    void leadMayHaveChanged() {
        boolean now = leads.getAsBoolean();
        if (now != led.getAndSet(now)) {
            wake();
        }
    }

    /** What does not work at the moment. */
    List<CdnException> troubles() {
        return troubles;
    }

    private Duration pass() {
        List<CdnException> failures = new ArrayList<>();
        look().ifPresent(failures::add);
        if (leads.getAsBoolean()) {
            failures.addAll(renew());
        }
        List<CdnException> found = new ArrayList<>(failures);
        nearEnd().ifPresent(found::add);
        troubles = List.copyOf(found);
        return failures.isEmpty() || interval.compareTo(RETRY) < 0 ? interval : RETRY;
    }

    private Optional<CdnException> look() {
        try {
            current = read(source, clock.instant());
            told = null;
            return Optional.empty();
        } catch (CdnException e) {
            if (!String.valueOf(e.getMessage()).equals(told)) {
                told = e.getMessage();
                events.accept(new CdnEvent.CertificateRefused(e));
            }
            return Optional.of(e);
        }
    }

    /** What edges show decides, not what was done before: others may have done something else since. */
    private List<CdnException> renew() {
        EdgeCertificate wanted = current;
        Queue<ObservedEdge> others = new ConcurrentLinkedQueue<>();
        List<CdnException> failures = new ArrayList<>(each(edges.get(), (edge, address) -> {
            if (!shows(edge, address, wanted)) {
                others.add(edge);
            }
        }));
        if (failures.isEmpty() && others.isEmpty()) {
            return failures;
        }
        try {
            // Also for those that do not answer: they may be about to start.
            servers.put(wanted);
        } catch (CdnException e) {
            failures.add(e);
            return failures;
        }
        failures.addAll(each(others, (edge, address) -> renew(edge, address, wanted)));
        return failures;
    }

    /** Does something with each of the edges that speak TLS, at the same time. */
    private List<CdnException> each(Collection<ObservedEdge> which, BiConsumer<ObservedEdge, URI> action) {
        return tasks.run(which.stream()
                .flatMap(
                        edge -> edge.tlsAddress().stream().<Runnable>map(address -> () -> action.accept(edge, address)))
                .toList());
    }

    private void renew(ObservedEdge edge, URI address, EdgeCertificate wanted) {
        servers.reload(edge.id());
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!shows(edge, address, wanted)) {
            if (System.nanoTime() > deadline) {
                throw failure(
                        edge,
                        address,
                        "it shows another one " + PATIENCE + " after it was told to reload",
                        "see its log; it is told again");
            }
            pause(edge, address);
        }
        events.accept(new CdnEvent.CertificateRenewed(edge.id(), wanted.notAfter()));
    }

    private static boolean shows(ObservedEdge edge, URI address, EdgeCertificate wanted) {
        try {
            return EdgeHandshake.certificates(address).equals(wanted.chain());
        } catch (IOException e) {
            throw failure(edge, address, "it speaks no TLS (" + e + ")", "see its log; it is asked again");
        }
    }

    private static void pause(ObservedEdge edge, URI address) {
        try {
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure(edge, address, "the thread was interrupted", "start the network again");
        }
    }

    private static CdnException failure(ObservedEdge edge, URI address, String why, String fix) {
        return CdnException.of(
                ErrorCode.CERTIFICATE_REFUSED,
                "Renewing the certificate of edge " + edge.id(),
                new Problem(address.toString(), why, fix));
    }

    private Optional<CdnException> nearEnd() {
        Duration third =
                Duration.between(current.notBefore(), current.notAfter()).dividedBy(3);
        Duration near = third.compareTo(NEAR_END) < 0 ? third : NEAR_END;
        if (clock.instant().isBefore(current.notAfter().minus(near))) {
            return Optional.empty();
        }
        return Optional.of(CdnException.of(
                ErrorCode.CERTIFICATE_EXPIRING,
                "Looking for a certificate of the edges",
                new Problem("tls", current + " is the newest", "renew it")));
    }

    /** Stops looking; edges keep what they have. Idempotent. */
    @Override
    public void close() {
        tasks.close();
        loop.close();
    }
}
