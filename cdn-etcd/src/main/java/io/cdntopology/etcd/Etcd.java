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
 */
public final class Etcd {
    private Etcd() {}

    /**
     * The members of an etcd cluster, version 3.4 or newer, by the URLs that they give to clients.
     *
     * @param urls at least one, {@code http://host:port} each
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
