package io.cdntopology;

import io.cdntopology.event.CdnEvent;
import io.cdntopology.event.Subscription;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.operate.ConfigurationLine;
import io.cdntopology.operate.EdgeProof;
import io.cdntopology.operate.Operator;
import io.cdntopology.plan.Plan;
import io.cdntopology.release.CommitId;
import io.cdntopology.release.Release;
import io.cdntopology.release.ReleaseDiff;
import io.cdntopology.sync.Desired;
import io.cdntopology.sync.HostReport;
import io.cdntopology.sync.Ledger;
import io.cdntopology.sync.Publication;
import io.cdntopology.sync.Quarantine;
import io.cdntopology.topology.EdgeId;
import io.cdntopology.topology.EdgeSpec;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** A network as its user holds it: calls go to the operator, answers become what a user reads. */
final class RunningCdn implements Cdn {
    private final Operator operator;

    RunningCdn(Operator operator) {
        this.operator = operator;
    }

    @Override
    public Publication publish() {
        return operator.publisher().publish();
    }

    @Override
    public void wake() {
        operator.publisher().wake();
    }

    @Override
    public Optional<Quarantine> abort(String reason) {
        return operator.publisher().abort(reason);
    }

    @Override
    public Publication rollback(String reason) {
        return operator.publisher().rollback(reason);
    }

    @Override
    public Publication rollbackTo(CommitId commit, String reason) {
        return operator.publisher().rollbackTo(commit, reason);
    }

    @Override
    public void release(CommitId commit) {
        operator.publisher().release(commit);
    }

    @Override
    public List<Quarantine> quarantines() {
        return operator.ledger().quarantines();
    }

    @Override
    public Releases configuration() {
        ConfigurationLine line = operator.configuration()
                .orElseThrow(() -> CdnException.of(
                        ErrorCode.INVALID_ARGUMENT,
                        "Looking for the configuration of '"
                                + operator.topology().name() + "'",
                        new Problem(
                                "configuration",
                                "it comes from no repository",
                                "call configuration(Git.repository(…)) when the topology is built")));
        return new RunningConfiguration(line.publisher().orElseGet(operator::publisher), line);
    }

    @Override
    public Subscription events(Consumer<CdnEvent> listener) {
        return operator.events().subscribe(listener);
    }

    @Override
    public Subscription onRelease(ReleaseListener listener) {
        return operator.onRelease(listener::onRelease);
    }

    @Override
    public ReleaseDiff diff(Release previous, Release release) {
        return operator.diff(previous, release);
    }

    @Override
    public Plan plan() {
        return operator.infrastructure().plan();
    }

    @Override
    public void apply(Plan plan) {
        operator.infrastructure().apply(plan);
    }

    @Override
    public void destroy() {
        operator.destroy();
    }

    @Override
    public CdnStatus status() {
        Ledger ledger = operator.ledger();
        Optional<Desired> desired = ledger.desired();
        Map<EdgeId, URI> tlsAddresses = new HashMap<>();
        operator.infrastructure()
                .edges()
                .forEach(edge -> edge.tlsAddress().ifPresent(address -> tlsAddresses.put(edge.id(), address)));
        List<CdnStatus.EdgeStatus> edges = operator.prover().proofs().stream()
                .map(proof -> status(proof, desired, Optional.ofNullable(tlsAddresses.get(proof.edge()))))
                .toList();
        List<CdnException> troubles = new ArrayList<>();
        operator.publishFailure().ifPresent(troubles::add);
        ledger.trouble().ifPresent(troubles::add);
        operator.infrastructure().trouble().ifPresent(troubles::add);
        troubles.addAll(operator.listenerFailures());
        operator.configuration().ifPresent(line -> troubles.addAll(line.troubles()));
        troubles.addAll(operator.certificateTroubles());
        return new CdnStatus(
                operator.topology().name(),
                ledger.leader(),
                desired,
                operator.configuration().flatMap(ConfigurationLine::desired),
                edges,
                ledger.edges(),
                ledger.hosts(),
                operator.engines(),
                troubles);
    }

    private static CdnStatus.EdgeStatus status(EdgeProof proof, Optional<Desired> desired, Optional<URI> tlsAddress) {
        Duration lag = desired.filter(wanted -> !proof.serves(wanted.release().commit()))
                .map(wanted -> wanted.since(Instant.now()))
                .orElse(Duration.ZERO);
        return new CdnStatus.EdgeStatus(
                proof.edge(), proof.address(), tlsAddress, proof.commit(), proof.configuration(), lag, proof.trouble());
    }

    @Override
    public Convergence awaitConverged(Duration timeout) {
        try {
            operator.prover().await(() -> convergence().isPresent() || isHopeless(), timeout);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CdnException.of(
                    ErrorCode.INTERRUPTED,
                    "Waiting for the edges",
                    new Problem(operator.topology().name().value(), "the thread was interrupted", "wait again"),
                    e);
        }
        return convergence().orElseThrow(() -> notConverged(timeout));
    }

    private Optional<Convergence> convergence() {
        Optional<Desired> desired = operator.ledger().desired();
        if (desired.isEmpty()) {
            return Optional.empty();
        }
        CommitId commit = desired.get().release().commit();
        Optional<CommitId> configuration = wantedConfiguration();
        if (configuration.isEmpty() && operator.configuration().isPresent()) {
            return Optional.empty();
        }
        Map<String, EdgeProof> proofs = proofs();
        List<Convergence.Proof> proven = new ArrayList<>();
        for (EdgeSpec edge : operator.topology().edges()) {
            EdgeProof proof = proofs.get(edge.id().value());
            if (proof == null || !proof.serves(commit) || !proof.configuration().equals(configuration)) {
                return Optional.empty();
            }
            Duration after = desired.get().since(proof.since());
            proven.add(new Convergence.Proof(edge.id(), proof.address(), after));
        }
        return Optional.of(new Convergence(desired.get().release(), proven));
    }

    private Optional<CommitId> wantedConfiguration() {
        return operator.configuration()
                .flatMap(ConfigurationLine::desired)
                .map(wanted -> wanted.release().commit());
    }

    private Map<String, EdgeProof> proofs() {
        return operator.prover().proofs().stream()
                .collect(Collectors.toMap(proof -> proof.edge().value(), proof -> proof, (a, b) -> b, TreeMap::new));
    }

    /** Nothing is live, and nothing will be until somebody changes something. */
    private boolean isHopeless() {
        boolean isContentMissing = operator.ledger().desired().isEmpty()
                && operator.publishFailure().filter(RunningCdn::isOfUser).isPresent();
        return isContentMissing
                || operator.configuration()
                        .filter(line -> line.desired().isEmpty())
                        .filter(line -> line.troubles().stream().anyMatch(RunningCdn::isOfUser))
                        .isPresent();
    }

    private static boolean isOfUser(CdnException failure) {
        return failure.code().kind() == ErrorCode.Kind.USER;
    }

    private CdnException notConverged(Duration timeout) {
        Optional<Desired> desired = operator.ledger().desired();
        List<Problem> problems = new ArrayList<>();
        operator.publishFailure().ifPresent(failure -> problems.addAll(failure.problems()));
        operator.ledger().trouble().ifPresent(trouble -> problems.addAll(trouble.problems()));
        operator.infrastructure().trouble().ifPresent(trouble -> problems.addAll(trouble.problems()));
        operator.configuration()
                .ifPresent(line -> line.troubles().forEach(trouble -> problems.addAll(trouble.problems())));
        operator.ledger().hosts().stream()
                .filter(report -> report.state() != HostReport.State.CONVERGED)
                .forEach(report -> problems.add(new Problem(
                        "host " + report.host(), report.detail(), "see the host's problem; it goes on by itself")));
        desired.ifPresent(wanted -> problems.addAll(behind(wanted)));
        if (problems.isEmpty()) {
            problems.add(new Problem("release", "none was published yet", "wait longer"));
        }
        return CdnException.of(ErrorCode.NOT_CONVERGED, "Waiting " + timeout + " for the edges", problems);
    }

    private List<Problem> behind(Desired wanted) {
        Map<String, EdgeProof> proofs = proofs();
        List<Problem> problems = new ArrayList<>();
        for (EdgeSpec edge : operator.topology().edges()) {
            EdgeProof proof = proofs.get(edge.id().value());
            CommitId commit = wanted.release().commit();
            if (proof == null) {
                problems.add(new Problem("edge " + edge.id(), "it was not asked yet", "wait longer"));
            } else if (proof.serves(commit) && !proof.configuration().equals(wantedConfiguration())) {
                problems.add(new Problem(
                        "edge " + edge.id() + " at " + proof.address(),
                        "it serves by "
                                + proof.configuration().map(CommitId::value).orElse("no configuration") + ", not "
                                + wantedConfiguration().map(CommitId::value).orElse("one from the repository"),
                        "wait longer"));
            } else if (!proof.serves(commit)) {
                String serves = proof.commit().map(c -> "it serves " + c).orElse(proof.trouble());
                problems.add(new Problem(
                        "edge " + edge.id() + " at " + proof.address(), serves + ", not " + commit, "wait longer"));
            }
        }
        return problems;
    }

    @Override
    public void close() {
        operator.close();
    }
}
