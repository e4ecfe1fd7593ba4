package io.cdntopology.git;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.release.EntryName;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.CorruptPackIndexException;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.RemoteRepositoryException;
import org.eclipse.jgit.errors.RepositoryNotFoundException;
import org.eclipse.jgit.errors.TooLargeObjectInPackException;
import org.eclipse.jgit.errors.UnpackException;

/** Tells what JGit and the network throw as what the user of a source can do about it. */
final class GitFailures {
    private static final List<String> FULL = List.of("no space left", "disk quota exceeded", "not enough space");
    private static final String BY_ITSELF = "it is tried again by itself";

    private GitFailures() {}

    /** A failure of an exchange with a source, or of what was written because of it. */
    static CdnException of(String attempted, String location, Throwable failure) {
        Optional<CdnException> known = Causes.find(failure, CdnException.class);
        if (known.isPresent()) {
            return known.get();
        }
        Diagnosis diagnosis = diagnose(failure);
        return CdnException.of(
                diagnosis.code(), attempted, new Problem(location, diagnosis.why(), diagnosis.fix()), failure);
    }

    /** A failure of the private repository's directory. */
    static CdnException ofDirectory(String attempted, String directory, IOException failure) {
        ErrorCode code = isFull(failure) ? ErrorCode.STORE_FULL : ErrorCode.STORE_UNUSABLE;
        String fix = isFull(failure) ? "free space there" : "make it a directory that this process reads and writes";
        return CdnException.of(code, attempted, new Problem(directory, reason(failure), fix), failure);
    }

    /** An object that cannot be read. */
    static CdnException damaged(String attempted, String where, Throwable failure) {
        return CdnException.of(
                ErrorCode.SOURCE_DAMAGED,
                attempted,
                new Problem(where, reason(failure), "fetch again; if it stays, run `git fsck` in the repository"),
                failure);
    }

    /** An object that is there, and too large to be put together in the memory there is. */
    static CdnException tooLarge(String attempted, String where, Throwable failure) {
        Diagnosis diagnosis = tooLarge();
        return CdnException.of(
                diagnosis.code(), attempted, new Problem(where, diagnosis.why(), diagnosis.fix()), failure);
    }

    private static Diagnosis tooLarge() {
        return new Diagnosis(
                ErrorCode.CONTENT_TOO_LARGE,
                "something in it does not fit into the memory, such as a large file that is stored as the difference to"
                        + " another version, or millions of files",
                "start this process with a heap (-Xmx) of 3 times the largest file, or take it out of git");
    }

    private record Diagnosis(ErrorCode code, String why, String fix) {}

    private static Diagnosis diagnose(Throwable failure) {
        Optional<HttpRefusal> refusal = Causes.find(failure, HttpRefusal.class);
        if (refusal.isPresent()) {
            return ofStatus(refusal.get());
        }
        if (Causes.any(failure, GitFailures::isLarge)) {
            return tooLarge();
        }
        Optional<TooManyReferences> many = Causes.find(failure, TooManyReferences.class);
        if (many.isPresent()) {
            return new Diagnosis(
                    ErrorCode.CONTENT_TOO_LARGE,
                    message(many.get()) + ", also if it is asked for one",
                    "use a server that speaks version 2 of git's protocol, start this process with a larger heap (-Xmx), or"
                            + " remove references that nobody needs");
        }
        if (Causes.any(failure, GitFailures::isFull)) {
            return new Diagnosis(
                    ErrorCode.STORE_FULL, "the disk of the private repository is full", "free space there");
        }
        if (Causes.any(
                failure, e -> e instanceof NoRemoteRepositoryException || e instanceof RepositoryNotFoundException)) {
            return new Diagnosis(
                    ErrorCode.REPOSITORY_NOT_FOUND, "there is no git repository", "correct the address, or create it");
        }
        Optional<RemoteRepositoryException> refused = Causes.find(failure, RemoteRepositoryException.class);
        if (refused.isPresent()) {
            return new Diagnosis(
                    ErrorCode.REPOSITORY_NOT_FOUND,
                    "the server refuses it: " + message(refused.get()),
                    "correct the address, or have the server give it");
        }
        if (Causes.any(failure, GitFailures::isSha256)) {
            return sha256();
        }
        if (Causes.any(failure, GitFailures::isSilence)) {
            return new Diagnosis(
                    ErrorCode.SOURCE_TIMEOUT,
                    "the server was silent for too long",
                    BY_ITSELF + "; allow more with timeout(…)");
        }
        return ofNetwork(failure);
    }

    private static Diagnosis ofNetwork(Throwable failure) {
        Optional<ProxyFailure> proxy = Causes.find(failure, ProxyFailure.class);
        if (proxy.isPresent()) {
            return new Diagnosis(
                    ErrorCode.SOURCE_UNREACHABLE,
                    message(proxy.get()),
                    BY_ITSELF + "; check proxy(…), and the address");
        }
        Optional<CertificateException> certificate = Causes.find(failure, CertificateException.class);
        if (certificate.isPresent()) {
            return new Diagnosis(
                    ErrorCode.SOURCE_NOT_TRUSTED,
                    "its certificate is not trusted: " + message(certificate.get()),
                    "give the authority that signed it with trust(…), name the host as its certificate does, or have the"
                            + " server show another one");
        }
        Optional<SSLException> tls = Causes.find(failure, SSLException.class);
        if (tls.isPresent()) {
            return new Diagnosis(
                    ErrorCode.SOURCE_UNREACHABLE,
                    "no secure connection: " + message(tls.get()),
                    BY_ITSELF + "; check that the server speaks TLS at this port");
        }
        Optional<UnknownHostException> host = Causes.find(failure, UnknownHostException.class);
        if (host.isPresent() || Causes.any(failure, UnresolvedAddressException.class::isInstance)) {
            return new Diagnosis(ErrorCode.SOURCE_UNREACHABLE, "its host is not known", BY_ITSELF + "; check the name");
        }
        if (Causes.any(failure, e -> e instanceof ConnectException || e instanceof NoRouteToHostException)) {
            return new Diagnosis(
                    ErrorCode.SOURCE_UNREACHABLE,
                    "it does not take connections",
                    BY_ITSELF + "; check that the server runs, and the port");
        }
        Optional<Throwable> damage = Causes.first(failure, e -> isDamage(e) || e instanceof RuntimeException);
        if (damage.isPresent()) {
            return damage(damage.get());
        }
        if (Causes.any(failure, e -> e instanceof FileSystemException || e instanceof FileNotFoundException)) {
            return new Diagnosis(
                    ErrorCode.STORE_UNUSABLE, reason(failure), "make the file readable or writable for this process");
        }
        if (failure instanceof SourceDamage) {
            return damage(Objects.requireNonNullElse(failure.getCause(), failure));
        }
        return new Diagnosis(ErrorCode.SOURCE_UNREACHABLE, "the exchange broke off: " + reason(failure), BY_ITSELF);
    }

    private static Diagnosis damage(Throwable damage) {
        // What JGit does not expect of anybody ends in one of these.
        String why =
                damage instanceof RuntimeException ? "it is not what git writes: " + reason(damage) : reason(damage);
        return new Diagnosis(ErrorCode.SOURCE_DAMAGED, why, BY_ITSELF + "; if it stays, run `git fsck` there");
    }

    private static Diagnosis ofStatus(HttpRefusal refusal) {
        int status = refusal.status();
        String answered =
                refusal.other().map(other -> "it leads to " + other + ", which").orElse("the server") + " answered "
                        + status;
        return switch (status) {
            case 301, 302, 303, 307, 308 ->
                new Diagnosis(
                        ErrorCode.SOURCE_UNREACHABLE,
                        answered + ", and was not followed: " + reason(Objects.requireNonNull(refusal.getCause())),
                        BY_ITSELF + "; give the address where the repository is now");
            case 401, 403 ->
                new Diagnosis(
                        ErrorCode.CREDENTIALS_REFUSED,
                        answered + (refusal.withCredentials() ? " to these credentials" : " to a request without any"),
                        credentialsFix(refusal));
            case 407 ->
                new Diagnosis(
                        ErrorCode.CREDENTIALS_REFUSED,
                        refusal.withCredentials()
                                ? "the proxy refuses these credentials"
                                : "the proxy wants credentials",
                        refusal.withCredentials()
                                ? "correct those of proxy(host, port, user, password), and what they may reach"
                                : "set proxy(host, port, user, password)");
            case 404, 410 ->
                new Diagnosis(
                        ErrorCode.REPOSITORY_NOT_FOUND,
                        answered + ": there is no git repository, or it is not to be seen",
                        "correct the address, or set credentials(…) that may read it");
            default -> new Diagnosis(ErrorCode.SOURCE_UNREACHABLE, answered, BY_ITSELF);
        };
    }

    private static String credentialsFix(HttpRefusal refusal) {
        if (refusal.withCredentials()) {
            return "correct credentials(…) or token(…), and what they may read";
        }
        return refusal.other().isPresent()
                ? "give that address, with credentials(user, password) or token(…), which the server of the address alone is"
                        + " sent"
                : "set credentials(user, password) or token(…), or correct the address";
    }

    private static Diagnosis sha256() {
        return new Diagnosis(
                ErrorCode.REPOSITORY_UNSUPPORTED,
                "it has SHA-256 object ids, which are not supported",
                "use a repository with SHA-1 ids, git's default");
    }

    /** A repository with ids that JGit cannot read. */
    static CdnException sha256(String attempted, String location) {
        Diagnosis diagnosis = sha256();
        return CdnException.of(diagnosis.code(), attempted, new Problem(location, diagnosis.why(), diagnosis.fix()));
    }

    /** A repository whose configuration is in several files. */
    static CdnException includes(String attempted, String location) {
        return CdnException.of(
                ErrorCode.REPOSITORY_UNSUPPORTED,
                attempted,
                new Problem(
                        location,
                        "its configuration includes other files, which are not read",
                        "remove include.path from its configuration, or clone it and name the clone"));
    }

    /** Something in the place of a file of a repository that is none. */
    static CdnException noFile(String attempted, Path file) {
        return CdnException.of(
                ErrorCode.SOURCE_DAMAGED,
                attempted,
                new Problem(
                        EntryName.printable(file.toString()),
                        "it is no file, but a pipe, a socket, a device or a link to a directory, and is not opened",
                        "remove it, or clone the repository and name the clone"));
    }

    /** Whether the network or the server failed, rather than that the server said no to what was asked. */
    static boolean isNetwork(Throwable failure) {
        return Causes.any(
                failure,
                e -> e instanceof HttpRefusal
                        || e instanceof SocketException
                        || e instanceof UnknownHostException
                        || e instanceof InterruptedIOException
                        || e instanceof SSLException
                        || e instanceof NoRemoteRepositoryException);
    }

    static boolean isDamage(Throwable e) {
        return e instanceof MissingObjectException
                || e instanceof CorruptObjectException
                || e instanceof CorruptPackIndexException
                || e instanceof UnpackException;
    }

    /** The ids of such a repository are 64 digits, which JGit takes for a broken advertisement. */
    private static boolean isSha256(Throwable e) {
        String message = message(e);
        return message.contains("object-format=sha256") || message.matches("(?s).*\\b[0-9a-f]{64}\\b.*");
    }

    private static boolean isLarge(Throwable e) {
        return e instanceof OutOfMemoryError
                || e instanceof LargeObjectException
                || e instanceof TooLargeObjectInPackException;
    }

    private static boolean isSilence(Throwable e) {
        return e instanceof InterruptedIOException;
    }

    private static boolean isFull(Throwable e) {
        String message = message(e).toLowerCase(Locale.ROOT);
        return FULL.stream().anyMatch(message::contains);
    }

    private static String message(Throwable e) {
        String message = e.getMessage();
        return message == null ? "" : Masking.text(message);
    }

    private static String reason(Throwable e) {
        return e.getClass().getSimpleName() + (message(e).isEmpty() ? "" : ": " + message(e));
    }
}
