package io.cdntopology.git;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.release.CommitId;
import io.cdntopology.spi.ContentReader;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.spi.Revision;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An open git source: an {@link Upstream}, the {@link PrivateRepository} it is brought into, and who has the turn. */
final class GitRepository implements ContentRepository {
    private static final Logger LOG = LoggerFactory.getLogger(GitRepository.class);
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration DEFAULT_DEADLINE = Duration.ofMinutes(15);
    private static final Duration BETWEEN_NEW_STARTS = Duration.ofMinutes(10);

    private final String location;
    private final GitReference reference;
    private final Duration allowed;
    private final Upstream upstream;
    private final Commits commits;
    private final SiteShape shape;
    private final RepositoryDirectory directory;
    private final Exchanges exchanges;
    private final Maintenance maintenance;
    private final Optional<SignatureGate> signatures;
    private volatile PrivateRepository here;
    private OptionalLong startedAnewNanos = OptionalLong.empty();

    private GitRepository(GitLocation location, GitOptions options, Path path, RepositoryDirectory directory) {
        this.location = location.text();
        this.reference = options.reference().orElse(new GitReference.DefaultBranch());
        this.allowed = options.deadline().orElse(DEFAULT_DEADLINE);
        this.upstream = upstream(location, options, path);
        this.commits = new Commits(this.location, options.directory());
        this.shape = new SiteShape(location, options, commits, path);
        this.directory = directory;
        this.here = directory.repository();
        this.exchanges = new Exchanges(this.location);
        this.maintenance = new Maintenance(exchanges);
        this.signatures = options.signers()
                .map(signers ->
                        new SignatureGate(this.location, signers, tags(), new KeptTags(path.resolve("signed-tags"))));
    }

    private Optional<GitReference.Tagged> tags() {
        return reference instanceof GitReference.Tagged tagged ? Optional.of(tagged) : Optional.empty();
    }

    static GitRepository open(GitLocation location, GitOptions options, Path path) {
        RepositoryDirectory directory = RepositoryDirectory.open(path);
        boolean opened = false;
        try {
            GitRepository repository = new GitRepository(location, options, path, directory);
            opened = true;
            return repository;
        } finally {
            if (!opened) {
                directory.close();
            }
        }
    }

    private static Upstream upstream(GitLocation location, GitOptions options, Path path) {
        if (location instanceof GitLocation.Directory local) {
            return new FileUpstream(local.path());
        }
        Duration timeout = options.timeout().orElse(DEFAULT_TIMEOUT);
        return new ServerUpstream(location.text(), wire(location, options, timeout, path), timeout);
    }

    private static Wire wire(GitLocation location, GitOptions options, Duration timeout, Path path) {
        if (location instanceof GitLocation.Ssh server) {
            return new SshWire(server, options.ssh(), timeout, path);
        }
        return location instanceof GitLocation.Server server
                ? new HttpWire(server.url(), options.http())
                : new DaemonWire(((GitLocation.Daemon) location).url());
    }

    /** Brings a commit into the private repository, and tells which as soon as that is known. */
    private interface Fetch {
        Brought run(PrivateRepository here, Deadline deadline, Consumer<ObjectId> coming) throws IOException;
    }

    /** Makes sure of a commit that is here. */
    private interface Check {
        void run(SignatureGate gate, Repository here, Brought brought) throws IOException;
    }

    @Override
    public Revision latest() {
        return latest(commit -> {});
    }

    @Override
    public Revision latest(Consumer<CommitId> coming) {
        if (reference instanceof GitReference.Named named) {
            return bring(
                    "Fetching the newest commit",
                    (target, deadline, tell) -> upstream.bring(named, target, deadline, tell),
                    commit -> coming.accept(new CommitId(commit.name())),
                    SignatureGate::checkNamed);
        }
        return at(((GitReference.Commit) reference).id());
    }

    @Override
    public Revision at(CommitId commit) {
        ObjectId id = ObjectId.fromString(commit.value());
        String attempted = "Fetching commit " + commit.abbreviated();
        try {
            return at(id, attempted);
        } catch (CdnException e) {
            if (e.code() != ErrorCode.SIGNATURE_REFUSED || tags().isEmpty()) {
                throw e;
            }
            return bring(
                    attempted,
                    (target, deadline, tell) -> upstream.bringTags(tags().orElseThrow(), id, target, deadline),
                    coming -> {},
                    (gate, here, brought) -> gate.checkTags(here, brought, e));
        }
    }

    private Revision at(ObjectId id, String attempted) {
        return bring(
                attempted,
                (target, deadline, tell) -> {
                    if (!target.complete().contains(id)) {
                        upstream.bring(id, reference, target, deadline);
                    }
                    return new Brought(id, Map.of());
                },
                coming -> {},
                SignatureGate::checkAsked);
    }

    private Revision bring(String attempted, Fetch fetch, Consumer<ObjectId> coming, Check check) {
        exchanges.requireOpen(attempted);
        return exchanges.inTurn(attempted, new Deadline(allowed), () -> {
            if (here.isDamaged() && isWorthStartingAnew()) {
                LOG.warn("{} is damaged; everything is fetched again from {}", here.directory(), location);
                startAnew(attempted);
            }
            try {
                return tryToBring(attempted, fetch, coming, check);
            } catch (PrivateDamage e) {
                LOG.warn("{} is damaged; everything is fetched again from {}", here.directory(), location, e);
                startAnew(attempted);
            }
            try {
                return tryToBring(attempted, fetch, coming, check);
            } catch (PrivateDamage e) {
                throw GitFailures.damaged(attempted, location, e);
            }
        });
    }

    private Revision tryToBring(String attempted, Fetch fetch, Consumer<ObjectId> coming, Check check)
            throws PrivateDamage {
        PrivateRepository target = here;
        Deadline deadline = new Deadline(allowed);
        Brought brought;
        try {
            brought = exchanges.await(
                    attempted,
                    deadline,
                    tell -> {
                        target.jgit().incrementOpen();
                        try {
                            return fetch.run(target, deadline, tell);
                        } finally {
                            target.jgit().close();
                        }
                    },
                    coming);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof PrivateDamage damage) {
                throw damage;
            }
            throw GitFailures.of(attempted, location, Objects.requireNonNullElse(e.getCause(), e));
        }
        Revision revision = complete(attempted, target, brought, check, deadline.rest());
        maintenance.fetched(target);
        return revision;
    }

    private Revision complete(
            String attempted, PrivateRepository target, Brought brought, Check check, Deadline deadline)
            throws PrivateDamage {
        ObjectId commit = brought.commit();
        try {
            return PrivateJGit.run(() -> {
                target.complete().add(commit);
                if (signatures.isPresent()) {
                    check.run(signatures.get(), target.jgit(), brought);
                }
                return shape.isAsCommitted()
                        ? commits.revision(target.jgit(), commit)
                        : commits.revision(target.jgit(), commit, site(attempted, target, commit, deadline));
            });
        } catch (IOException e) {
            if (GitFailures.isDamage(e)) {
                throw new PrivateDamage(e);
            }
            throw GitFailures.ofDirectory(attempted, target.directory().toString(), e);
        }
    }

    /** What is made of a complete commit, once: on a thread of its own, as it may take long. */
    private ObjectId site(String attempted, PrivateRepository target, ObjectId commit, Deadline deadline)
            throws IOException {
        Optional<DerivedSite> known = target.sites().of(shape.fingerprint(), commit);
        if (known.isPresent()) {
            return known.get().site();
        }
        List<DerivedSite> before =
                target.sites().of(shape.fingerprint(), target.complete().all());
        try {
            SiteShape.Made made = exchanges.await(
                    attempted, deadline, tell -> shape.make(target, commit, before, deadline), nothing -> {});
            target.sites().add(shape.fingerprint(), commit, made.site(), made.tree());
            return made.site().site();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw GitFailures.of(attempted, location, Objects.requireNonNullElse(e.getCause(), e));
        }
    }

    /** A source that is incomplete itself would otherwise be fetched as a whole again and again. */
    private boolean isWorthStartingAnew() {
        return startedAnewNanos.isEmpty()
                || System.nanoTime() - startedAnewNanos.getAsLong() > BETWEEN_NEW_STARTS.toNanos();
    }

    private void startAnew(String attempted) {
        PrivateRepository old = here;
        startedAnewNanos = OptionalLong.of(System.nanoTime());
        try {
            directory.setAside();
        } catch (IOException e) {
            throw GitFailures.ofDirectory(attempted, old.directory().toString(), e);
        }
        here = directory.repository();
        old.close();
    }

    /**
     * Brings a commit close, and copies what is made of it into another private repository.
     *
     * @param known a tree that is there as a whole, and much like it
     */
    Submodules.Filled copy(ObjectId commit, PrivateRepository target, Optional<ObjectId> known, Deadline deadline)
            throws IOException {
        CommitId id = new CommitId(commit.name());
        ObjectId tree = ObjectId.fromString(at(id).release().tree().value());
        PrivateRepository source = here;
        ObjectReader reader = source.reader();
        try {
            if (!known.equals(Optional.of(tree))) {
                new TreeCopy(source.jgit(), target, deadline).copyTree(tree, known);
            }
            int modules = exchanges
                    .inQuietTurn(() -> source.sites().of(shape.fingerprint(), commit))
                    .map(DerivedSite::modules)
                    .orElse(0);
            return new Submodules.Filled(tree, modules);
        } catch (IOException e) {
            if (GitFailures.isDamage(e)) {
                source.reportDamage();
            }
            throw e;
        } finally {
            source.release(reader);
        }
    }

    @Override
    public ContentReader reader() {
        exchanges.requireOpen("Opening a reader");
        return new GitReader(here, exchanges);
    }

    @Override
    public void close() {
        maintenance.close();
        if (exchanges.close()) {
            upstream.close();
            shape.close();
            here.close();
            directory.close();
        }
    }
}
