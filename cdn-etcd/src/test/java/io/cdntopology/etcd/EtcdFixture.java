package io.cdntopology.etcd;

import io.cdntopology.spi.Coordination;
import io.cdntopology.testkit.CoordinationFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.awaitility.Awaitility;

/** A real etcd behind a link of the test's own. */
final class EtcdFixture implements CoordinationFixture {
    private final EtcdProcess etcd;
    private final CuttableLink link;

    EtcdFixture(EtcdProcess etcd) {
        this.etcd = etcd;
        try {
            this.link = new CuttableLink(etcd.port());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Coordination coordination() {
        return Etcd.endpoints("http://127.0.0.1:" + link.port());
    }

    @Override
    public void cut() {
        link.cut();
    }

    @Override
    public void restore() {
        link.restore();
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
        link.loseAnswersFrom("/contract/");
        Thread breaking = new Thread(
                () -> {
                    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> etcd.revision() > before);
                    link.reconnect();
                },
                "losing an answer");
        breaking.setDaemon(true);
        breaking.start();
    }

    @Override
    public void close() {
        link.close();
    }
}
