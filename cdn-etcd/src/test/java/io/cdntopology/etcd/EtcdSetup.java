package io.cdntopology.etcd;

import java.util.List;
import java.util.stream.Stream;

/**
 * How a member of etcd is started, and spoken to by etcdctl.
 *
 * @param scheme  of its URL for clients
 * @param server  arguments of etcd
 * @param control arguments of etcdctl
 */
record EtcdSetup(String scheme, List<String> server, List<String> control) {
    static final EtcdSetup PLAIN = new EtcdSetup("http", List.of(), List.of());

    /** Serves TLS. etcdctl does not check the certificate, which may be a bad one. */
    static EtcdSetup tls(TestAuthority.Issued certificate) {
        return new EtcdSetup(
                "https",
                List.of("--cert-file=" + certificate.chain(), "--key-file=" + certificate.key()),
                List.of("--insecure-transport=false", "--insecure-skip-tls-verify"));
    }

    /** Wants certificates of clients, too; etcdctl shows this one. */
    EtcdSetup clientsOf(TestAuthority authority, TestAuthority.Issued client) {
        return new EtcdSetup(
                scheme,
                joined(server, "--client-cert-auth", "--trusted-ca-file=" + authority.file()),
                joined(control, "--cert=" + client.chain(), "--key=" + client.key()));
    }

    /** Hashes passwords as fast as it can: real ones are slow on purpose, which no test needs. */
    EtcdSetup fastPasswords() {
        return with("--bcrypt-cost=4");
    }

    EtcdSetup with(String... more) {
        return new EtcdSetup(scheme, joined(server, more), control);
    }

    private static List<String> joined(List<String> first, String... more) {
        return Stream.concat(first.stream(), Stream.of(more)).toList();
    }
}
