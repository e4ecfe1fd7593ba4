package io.cdntopology.etcd;

import io.cdntopology.spi.Coordination;
import io.cdntopology.testkit.CoordinationFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;

/** A real etcd, each member behind a link of the test's own. */
final class EtcdFixture implements CoordinationFixture {
    private final EtcdProcess etcd;
    private final UnaryOperator<EtcdCoordination> options;
    private final List<CuttableLink> links = new ArrayList<>();

    EtcdFixture(List<EtcdProcess> members, UnaryOperator<EtcdCoordination> options) {
        this.etcd = members.get(0);
        this.options = options;
        try {
            for (EtcdProcess member : members) {
                links.add(new CuttableLink(member.port()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Coordination coordination() {
        String scheme = URI.create(etcd.url()).getScheme();
        return options.apply(Etcd.endpoints(links.stream()
                .map(link -> scheme + "://127.0.0.1:" + link.port())
                .toArray(String[]::new)));
    }

    @Override
    public void cut() {
        links.forEach(CuttableLink::cut);
    }

    @Override
    public void restore() {
        links.forEach(CuttableLink::restore);
    }

    @Override
    public void compact(long revision) {
        etcd.compact(revision);
    }

    @Override
    public void expireLeases() {
        etcd.ask("lease", "list")
                .lines()
                .filter(line -> line.matches("[0-9a-f]{6,16}"))
                .forEach(lease -> etcd.control("lease", "revoke", lease));
    }

    @Override
    public void loseNextAnswer() {
        long before = etcd.revision();
        links.forEach(link -> link.loseAnswersFrom("/contract/"));
        Thread breaking = new Thread(
                () -> {
                    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> etcd.revision() > before);
                    links.forEach(CuttableLink::reconnect);
                },
                "losing an answer");
        breaking.setDaemon(true);
        breaking.start();
    }

    @Override
    public void close() {
        links.forEach(CuttableLink::close);
    }
}
