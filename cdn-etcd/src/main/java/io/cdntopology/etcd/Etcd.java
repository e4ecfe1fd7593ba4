package io.cdntopology.etcd;

import java.net.URI;
import java.util.Arrays;
import java.util.List;

/**
 * Where descriptions of etcd begin.
 *
 * <pre>{@code
 * Etcd.endpoints("http://10.0.0.1:2379", "http://10.0.0.2:2379", "http://10.0.0.3:2379")
 * }</pre>
 *
 * <p>One that speaks TLS, wants a certificate and a user, and is used by others, too:
 *
 * <pre>{@code
 * Etcd.endpoints("https://etcd-1.example.org:2379", "https://etcd-2.example.org:2379")
 *         .trust(Path.of("/etc/cdn/etcd-ca.pem"))
 *         .clientCertificate(Path.of("/etc/cdn/client.pem"), Path.of("/etc/cdn/client-key.pem"))
 *         .user("cdn", Path.of("/etc/cdn/etcd-password"))
 *         .namespace("/team-a")
 * }</pre>
 */
public final class Etcd {
    private Etcd() {}

    /**
     * The members of an etcd cluster, version 3.4 or newer, by the URLs that they give to clients.
     *
     * @param urls at least one, {@code http://host:port} each, or {@code https://host:port} each
     * @throws io.cdntopology.failure.CdnException with {@code INVALID_ARGUMENT} if there is none, or one of them is no
     *     such URL
     */
    public static EtcdCoordination endpoints(String... urls) {
        return EtcdCoordination.of(List.of(urls));
    }

    /**
     * The members of an etcd cluster.
     *
     * @throws io.cdntopology.failure.CdnException as {@link #endpoints(String...)} does
     */
    public static EtcdCoordination endpoints(URI... urls) {
        return EtcdCoordination.of(Arrays.stream(urls).map(URI::toString).toList());
    }

    /** An etcd that the platform runs in containers, of one member unless told otherwise. */
    public static ManagedEtcd managed() {
        return new ManagedEtcd();
    }
}
