package io.cdntopology.etcd;

import io.cdntopology.failure.CdnException;
import io.cdntopology.spi.Coordination;
import io.cdntopology.spi.ManagedCoordination;
import io.cdntopology.topology.ServiceSpec;
import io.cdntopology.topology.TopologyName;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * An etcd that the platform runs in containers: its data on volumes, what is older than an hour compacted, its size
 * bounded. Who can reach its ports can read and write it: it is for a network of its own, which platforms give it.
 *
 * <p>Immutable: each option returns a new description. An option takes one value; setting it a second time throws
 * {@link CdnException} with {@code OPTION_SET_TWICE}.
 */
public final class ManagedEtcd implements ManagedCoordination {
    /** By the digest of its index of platforms, as projects that know nothing of each other record it. */
    private static final String DEFAULT_IMAGE =
            "quay.io/coreos/etcd:v3.5.25" + "@sha256:52f17f7e56e4f7239f0320dbfcbcc24721163d7d78ae710b466af3254ccf6366";

    private static final int ONE = 1;
    private static final int THREE = 3;
    private static final int CLIENT_PORT = 2379;
    private static final int PEER_PORT = 2380;
    private static final String DATA = "/var/lib/etcd";
    private static final long DEFAULT_QUOTA_BYTES = 2L << 30;
    private static final long MIN_QUOTA_BYTES = 16L << 20;
    private static final long MAX_QUOTA_BYTES = 8L << 30;

    private final Optional<Integer> members;
    private final Optional<String> image;
    private final Optional<Long> quotaBytes;
    private final EtcdOptions options;

    ManagedEtcd() {
        this(Optional.empty(), Optional.empty(), Optional.empty(), EtcdOptions.NONE);
    }

    private ManagedEtcd(
            Optional<Integer> members, Optional<String> image, Optional<Long> quotaBytes, EtcdOptions options) {
        this.members = members;
        this.image = image;
        this.quotaBytes = quotaBytes;
        this.options = options;
    }

    /** How many members: 1, or 3, of which one may fail. Default: 1. */
    public ManagedEtcd members(int count) {
        EtcdOptions.requireUnset("members", members);
        require("members", count == ONE || count == THREE, count + " members make no cluster here", "give 1 or 3");
        return new ManagedEtcd(Optional.of(count), image, quotaBytes, options);
    }

    /** The image, one whose path holds {@code etcd}, version 3.4 or newer. Default: that of the etcd project, 3.5, by its digest. */
    public ManagedEtcd image(String reference) {
        EtcdOptions.requireUnset("image", image);
        require("image", !reference.isBlank(), "it is blank", "give a name with a tag or a digest");
        return new ManagedEtcd(members, Optional.of(reference), quotaBytes, options);
    }

    /**
     * How large its database may become, in bytes, 16 MiB to 8 GiB. Default: 2 GiB. A network needs a few MiB; one that is
     * full refuses writes until somebody makes room.
     */
    public ManagedEtcd quotaBytes(long bytes) {
        EtcdOptions.requireUnset("quotaBytes", quotaBytes);
        require(
                "quotaBytes",
                bytes >= MIN_QUOTA_BYTES && bytes <= MAX_QUOTA_BYTES,
                bytes + " is out of range",
                "give " + MIN_QUOTA_BYTES + " to " + MAX_QUOTA_BYTES);
        return new ManagedEtcd(members, image, Optional.of(bytes), options);
    }

    /** How long one call may take, as {@link EtcdCoordination#timeout}. */
    public ManagedEtcd timeout(Duration deadline) {
        return new ManagedEtcd(members, image, quotaBytes, options.withTimeout(deadline));
    }

    private static void require(String option, boolean holds, String why, String fix) {
        if (!holds) {
            throw EtcdOptions.invalid(option, why, fix);
        }
    }

    @Override
    public String location() {
        return "an etcd of " + members.orElse(ONE) + " on the platform";
    }

    @Override
    public List<ServiceSpec> services(TopologyName name) {
        List<String> names = IntStream.rangeClosed(1, members.orElse(ONE))
                .mapToObj(number -> "etcd-" + number)
                .toList();
        String cluster = names.stream()
                .map(member -> member + "=" + url(member, PEER_PORT))
                .collect(Collectors.joining(","));
        return names.stream()
                .map(member -> new ServiceSpec(
                        member, image.orElse(DEFAULT_IMAGE), command(name, member, cluster), CLIENT_PORT, DATA))
                .toList();
    }

    private List<String> command(TopologyName name, String member, String cluster) {
        return List.of(
                "etcd",
                "--name=" + member,
                "--data-dir=" + DATA,
                "--listen-client-urls=" + url("0.0.0.0", CLIENT_PORT),
                "--advertise-client-urls=" + url(member, CLIENT_PORT),
                "--listen-peer-urls=" + url("0.0.0.0", PEER_PORT),
                "--initial-advertise-peer-urls=" + url(member, PEER_PORT),
                "--initial-cluster=" + cluster,
                "--initial-cluster-token=cdn-" + name,
                "--auto-compaction-mode=periodic",
                "--auto-compaction-retention=1h",
                "--quota-backend-bytes=" + quotaBytes.orElse(DEFAULT_QUOTA_BYTES));
    }

    private static String url(String host, int port) {
        return "http://" + host + ":" + port;
    }

    @Override
    public Coordination at(List<InetSocketAddress> addresses) {
        EtcdCoordination etcd = Etcd.endpoints(addresses.stream()
                .map(address -> url(address.getHostString(), address.getPort()))
                .toArray(String[]::new));
        return options.timeout().map(etcd::timeout).orElse(etcd);
    }

    /** What it is. */
    @Override
    public String toString() {
        return location();
    }
}
