package io.cdntopology.git;

import io.cdntopology.failure.CdnException;
import io.cdntopology.release.CommitId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectIdRef;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;

/**
 * A repository on a server, however that is spoken to.
 *
 * <p>Fetches without JGit's {@code FetchProcess}, which walks all trees after each fetch. That the commit is complete
 * follows from git's protocol instead: the server sends everything that is not reachable from the commits told as
 * present, and told are only those that are complete. For the same reason depth is asked for only when there is nothing
 * to build on: it makes the server walk all trees.
 */
final class ServerUpstream implements Upstream {
    /** As much as git means by "infinite". */
    private static final int WHOLE_HISTORY = Integer.MAX_VALUE;

    /** From here on the second round trip of protocol version 2 costs less than a list of all references. */
    private static final int MANY_REFERENCES = 500;

    private final String location;
    private final Wire wire;
    private final Duration timeout;
    private Protocol protocol = Protocol.WITH_ALL_REFERENCES;

    ServerUpstream(String location, Wire wire, Duration timeout) {
        this.location = location;
        this.wire = wire;
        this.timeout = timeout;
    }

    /** The versions of git's protocol, by what matters here. */
    private enum Protocol {
        /** The server tells all references, then sends what is asked for. */
        WITH_ALL_REFERENCES("0"),
        /** One more round trip, for the references asked for only; gives any commit that is reachable. */
        BY_REQUEST("2");

        private final String version;

        Protocol(String version) {
            this.version = version;
        }
    }

    @Override
    public Brought bring(
            GitReference.Named reference, PrivateRepository here, Deadline deadline, Consumer<ObjectId> coming)
            throws IOException {
        OptionalInt depth = here.complete().newest().isEmpty() ? OptionalInt.of(1) : OptionalInt.empty();
        return exchange(here, deadline, protocol, depth, (transport, references) -> {
            Ref ref;
            try (FetchConnection connection = references.ask(transport, asked(reference))) {
                ref = find(connection, reference, transport, references);
                ObjectId peeled = ref.getPeeledObjectId() == null ? ref.getObjectId() : ref.getPeeledObjectId();
                if (!here.complete().contains(peeled)) {
                    coming.accept(peeled);
                    connection.fetch(deadline, List.of(ref), Set.of());
                } else if (!here.has(ref.getObjectId())) {
                    connection.fetch(deadline, List.of(ref), Set.of());
                }
            }
            return brought(here, ref, reference);
        });
    }

    @Override
    public Brought bringTags(GitReference.Named reference, ObjectId commit, PrivateRepository here, Deadline deadline)
            throws IOException {
        return exchange(here, deadline, protocol, OptionalInt.empty(), (transport, references) -> {
            Map<String, ObjectId> tags = new HashMap<>();
            List<Ref> missing = new ArrayList<>();
            try (FetchConnection connection = references.ask(transport, asked(reference))) {
                for (Ref ref : connection.getRefs()) {
                    if (reference.mayBe(ref.getName()) && commit.equals(ref.getPeeledObjectId())) {
                        tags.put(ref.getName(), ref.getObjectId());
                        if (!here.has(ref.getObjectId())) {
                            missing.add(ref);
                        }
                    }
                }
                if (!missing.isEmpty()) {
                    connection.fetch(deadline, missing, Set.of());
                }
            }
            return new Brought(commit, tags);
        });
    }

    /** A server that gives those asked for only is asked by the beginning of their names. */
    private static RefSpec asked(GitReference.Named reference) {
        String prefix = reference.prefix();
        return reference instanceof GitReference.Fixed
                ? new RefSpec(prefix)
                : new RefSpec(prefix + "*:" + prefix + "*", RefSpec.WildcardMode.ALLOW_MISMATCH);
    }

    private Ref find(
            FetchConnection connection, GitReference.Named reference, Transport transport, ReferenceLimit references)
            throws IOException {
        Ref ref = reference
                .choose(connection.getRefsMap().keySet())
                .map(connection::getRef)
                .orElse(null);
        if (ref != null && ref.getObjectId() != null) {
            if (connection.getRefs().size() > MANY_REFERENCES) {
                protocol = Protocol.BY_REQUEST;
            }
            return ref;
        }
        connection.close();
        try (FetchConnection all = references.askForAll(transport)) {
            throw References.unknown(location, reference, names(all.getRefs()));
        } catch (TransportException e) {
            if (TooManyReferences.isCauseOf(e)) {
                throw References.unknownOfMany(location, reference);
            }
            throw e;
        }
    }

    private static Set<String> names(Collection<Ref> refs) {
        return refs.stream().map(Ref::getName).collect(Collectors.toSet());
    }

    private Brought brought(PrivateRepository here, Ref ref, GitReference reference) throws IOException {
        ObjectId commit = References.commit(here.jgit(), ref.getObjectId(), location, reference);
        boolean isTag = !commit.equals(ref.getObjectId());
        return new Brought(commit, isTag ? Map.of(ref.getName(), ref.getObjectId()) : Map.of());
    }

    @Override
    public void bring(ObjectId commit, GitReference context, PrivateRepository here, Deadline deadline)
            throws IOException {
        try {
            fetchById(commit, here, deadline);
        } catch (TransportException e) {
            if (GitFailures.isNetwork(e) || TooManyReferences.isCauseOf(e)) {
                throw e;
            }
            fetchHistory(commit, context, here, deadline, e);
        }
    }

    private void fetchById(ObjectId commit, PrivateRepository here, Deadline deadline) throws IOException {
        exchange(here, deadline, Protocol.BY_REQUEST, OptionalInt.of(1), (transport, references) -> {
            Ref wanted = new ObjectIdRef.Unpeeled(Ref.Storage.NETWORK, commit.name(), commit);
            try (FetchConnection connection = references.ask(transport, new RefSpec(Constants.HEAD))) {
                connection.fetch(deadline, List.of(wanted), Set.of());
            }
            return commit;
        });
    }

    /** The way for servers that give nothing by its id: everything there is, and a look whether it was among it. */
    private void fetchHistory(
            ObjectId commit,
            GitReference context,
            PrivateRepository here,
            Deadline deadline,
            TransportException refusal)
            throws IOException {
        try {
            exchangeBy(
                    Protocol.WITH_ALL_REFERENCES,
                    here,
                    deadline,
                    OptionalInt.of(WHOLE_HISTORY),
                    (transport, references) -> {
                        try (FetchConnection connection = references.askForAll(transport)) {
                            List<Ref> wanted = connection.getRefs().stream()
                                    .filter(ref -> isIn(context, ref))
                                    .toList();
                            if (!wanted.isEmpty()) {
                                connection.fetch(deadline, wanted, Set.of());
                            }
                        }
                        return commit;
                    });
        } catch (TransportException e) {
            // It told fewer when it was asked by id, so it knows of ids.
            if (TooManyReferences.isCauseOf(e)) {
                throw unknownCommit(commit, e, refusal);
            }
            throw e;
        }
        requireComplete(commit, here, deadline, refusal);
    }

    private static boolean isIn(GitReference context, Ref ref) {
        return context instanceof GitReference.Named named
                ? named.mayBe(ref.getName())
                : ref.getName().startsWith(Constants.R_HEADS);
    }

    private void requireComplete(ObjectId commit, PrivateRepository here, Deadline deadline, TransportException refusal)
            throws IOException {
        try (ObjectReader reader = here.jgit().newObjectReader();
                RevWalk walk = new RevWalk(reader)) {
            ObjectId tree = walk.parseCommit(commit).getTree();
            new TreeDifference(reader, reader, deadline).walk(Optional.empty(), tree, (id, type) -> {
                if (!reader.has(id)) {
                    throw new MissingObjectException(id, type);
                }
            });
        } catch (MissingObjectException e) {
            throw unknownCommit(commit, e, refusal);
        }
    }

    private CdnException unknownCommit(ObjectId commit, IOException cause, TransportException refusal) {
        CdnException unknown = References.unknownCommit(location, new CommitId(commit.name()), cause);
        unknown.addSuppressed(refusal);
        return unknown;
    }

    /** Of references that are too many, only those that are asked for are told then. */
    private <T> T exchange(
            PrivateRepository here, Deadline deadline, Protocol version, OptionalInt depth, ServerExchange<T> exchange)
            throws IOException {
        try {
            return exchangeBy(version, here, deadline, depth, exchange);
        } catch (TransportException e) {
            if (version == Protocol.BY_REQUEST || !TooManyReferences.isCauseOf(e)) {
                throw e;
            }
            T result = exchangeBy(Protocol.BY_REQUEST, here, deadline, depth, exchange);
            protocol = Protocol.BY_REQUEST;
            return result;
        }
    }

    private <T> T exchangeBy(
            Protocol version, PrivateRepository here, Deadline deadline, OptionalInt depth, ServerExchange<T> exchange)
            throws IOException {
        here.closeGapsInHistory();
        here.jgit().getConfig().setString("protocol", null, "version", version.version);
        return wire.exchange(here.jgit(), deadline, (transport, references) -> {
            transport.setTimeout(Math.toIntExact(timeout.toSeconds()));
            transport.setTagOpt(TagOpt.NO_TAGS);
            // The application may have one for its own use of JGit.
            transport.setCredentialsProvider(null);
            // A delta against what is here would need both versions of a file in memory, however large it is.
            transport.setFetchThin(false);
            depth.ifPresent(transport::setDepth);
            return exchange.run(transport, references);
        });
    }

    @Override
    public void close() {
        wire.close();
    }
}
