package io.cdntopology.docker;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a Docker engine is, and how it is spoken to.
 *
 * <pre>{@code
 * DockerHost.local()
 * DockerHost.tcp("eu-1.example.org", 2376).tls(Path.of("/etc/cdn/docker-eu-1"))
 * }</pre>
 *
 * <p>Immutable: each option returns a new description, and takes one value; setting it a second time throws
 * {@link CdnException} with {@code OPTION_SET_TWICE}. Nothing here contacts an engine.
 *
 * <p>Whoever can speak to an engine is root on its machine. Over TCP it is spoken to by TLS, therefore, unless it listens
 * on this very machine ({@code localhost}, {@code 127.…}, {@code ::1}), or {@link #insecure()} says otherwise; opening it
 * fails with {@code INVALID_ARGUMENT} if not.
 */
public final class DockerHost {
    /** How an engine was found, for reports. */
    private final String origin;

    private final DockerAddress address;
    private final Optional<Path> certificates;
    private final boolean plainAllowed;

    private DockerHost(String origin, DockerAddress address, Optional<Path> certificates, boolean plainAllowed) {
        this.origin = origin;
        this.address = address;
        this.certificates = certificates;
        this.plainAllowed = plainAllowed;
    }

    static DockerHost found(String origin, DockerAddress address, Optional<Path> certificates) {
        return new DockerHost(origin, address, certificates, false);
    }

    /**
     * The engine that the {@code docker} command of this user speaks to: that of the variable {@code DOCKER_HOST}, with
     * {@code DOCKER_TLS_VERIFY} and {@code DOCKER_CERT_PATH}; or else of the context that {@code DOCKER_CONTEXT} or the
     * {@code currentContext} of {@code ~/.docker/config.json} names; or else {@code /var/run/docker.sock}. As for the
     * command, {@code DOCKER_CONFIG} replaces {@code ~/.docker}.
     *
     * <p>Variables and files are read by this call, certificates when the engine is opened.
     *
     * @throws CdnException with {@code INVALID_ARGUMENT} if they name no engine that can be used; one that is reached by
     *     ssh cannot
     */
    public static DockerHost local() {
        return DockerEnvironment.ofThisProcess().local();
    }

    /**
     * The engine of a context of the {@code docker} command: {@code docker context ls} lists them. Its files are read by
     * this call, certificates when the engine is opened.
     *
     * @param name of the context; {@code default} is what {@code DOCKER_HOST} says, or else {@code /var/run/docker.sock}
     * @throws CdnException with {@code INVALID_ARGUMENT} if there is no such context, or its engine cannot be used; one
     *     that is reached by ssh cannot
     */
    public static DockerHost context(String name) {
        return DockerEnvironment.ofThisProcess().context(name);
    }

    /**
     * An engine of this machine.
     *
     * @param socket an absolute path of at most 107 bytes
     * @throws CdnException with {@code INVALID_ARGUMENT} if it is no such path
     */
    public static DockerHost unixSocket(Path socket) {
        return found("unixSocket", new DockerAddress.Unix(socket), Optional.empty());
    }

    /**
     * An engine that listens on a port.
     *
     * @param host a name, or an IP address
     * @param port 1 to 65535; by convention 2376 with TLS and 2375 without
     * @throws CdnException with {@code INVALID_ARGUMENT} if they are no such host and port
     */
    public static DockerHost tcp(String host, int port) {
        return found("tcp", new DockerAddress.Tcp(host, port), Optional.empty());
    }

    /**
     * Speaks TLS: proves to the engine who this is, and has it prove who it is. Default: no TLS.
     *
     * @param certificateDirectory holds {@code ca.pem}, the authorities that the engine's certificate is checked by,
     *     {@code cert.pem}, the certificate to show, and {@code key.pem}, its key, not encrypted
     * @throws CdnException with {@code INVALID_ARGUMENT} if the engine is not reached by TCP
     */
    public DockerHost tls(Path certificateDirectory) {
        Objects.requireNonNull(certificateDirectory, "certificateDirectory");
        if (certificates.isPresent()) {
            throw setTwice("tls", "it is " + certificates.get() + " already");
        }
        if (address instanceof DockerAddress.Unix) {
            throw invalid("tls", "the engine is reached by a socket, which has no TLS", "remove it, or give tcp(…)");
        }
        if (plainAllowed) {
            throw contradiction("tls");
        }
        return new DockerHost(origin, address, Optional.of(certificateDirectory.toAbsolutePath()), false);
    }

    /**
     * Allows TCP without TLS to another machine. Whoever can read that network, or reach that port, is root on that
     * machine then: only for networks in which everybody may be. No effect on an engine that is reached by a socket.
     * Default: not allowed.
     *
     * @throws CdnException with {@code INVALID_ARGUMENT} if TLS is spoken
     */
    public DockerHost insecure() {
        if (plainAllowed) {
            throw setTwice("insecure", "it is set already");
        }
        if (certificates.isPresent()) {
            throw contradiction("insecure");
        }
        return new DockerHost(origin, address, certificates, true);
    }

    /** Fails if root on another machine would be given to everybody on the way. */
    void requireSafe() {
        boolean exposed = address instanceof DockerAddress.Tcp tcp && !tcp.isLoopback();
        if (exposed && certificates.isEmpty() && !plainAllowed) {
            throw invalid(
                    origin,
                    address.uri() + " is another machine, and without TLS everybody on the way to it is root there",
                    "give tls(…), or DOCKER_TLS_VERIFY=1 with DOCKER_CERT_PATH, or allow it by insecure()");
        }
    }

    DockerAddress address() {
        return address;
    }

    Optional<Path> certificates() {
        return certificates;
    }

    private static CdnException setTwice(String option, String first) {
        return CdnException.of(
                ErrorCode.OPTION_SET_TWICE, DockerAddress.ATTEMPTED, new Problem(option, first, "set it once"));
    }

    private static CdnException contradiction(String option) {
        return invalid(option, "both tls and insecure are given", "remove one of them");
    }

    private static CdnException invalid(String option, String why, String fix) {
        return CdnException.of(ErrorCode.INVALID_ARGUMENT, DockerAddress.ATTEMPTED, new Problem(option, why, fix));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DockerHost that
                && address.equals(that.address)
                && certificates.equals(that.certificates)
                && plainAllowed == that.plainAllowed;
    }

    @Override
    public int hashCode() {
        return Objects.hash(address, certificates, plainAllowed);
    }

    /** {@code unix:///path}, or {@code tcp://host:port}. */
    @Override
    public String toString() {
        return address.uri().toString();
    }
}
