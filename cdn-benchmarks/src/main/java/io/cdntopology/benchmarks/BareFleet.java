package io.cdntopology.benchmarks;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchEvent;
import io.etcd.jetcd.watch.WatchResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The same with nothing but jetcd: a watch and a put each, no lease, no conditions, no recovery. */
final class BareFleet implements Fleet {
    private static final ByteSequence POINTER = bytes("/bare/pointer");

    private final List<Client> clients = new ArrayList<>();
    private final List<Watch.Watcher> watches = new ArrayList<>();
    private final Client application;
    private volatile CountDownLatch missing = new CountDownLatch(0);
    private int round;

    BareFleet(String url, int size) throws InterruptedException {
        application = client(url);
        CountDownLatch watching = new CountDownLatch(size + 1);
        WatchOption answers =
                WatchOption.builder().isPrefix(true).withCreateNotify(true).build();
        watches.add(application.getWatchClient().watch(bytes("/bare/answers/"), answers, response -> {
            if (response.isCreatedNotify()) {
                watching.countDown();
            }
            response.getEvents().forEach(event -> missing.countDown());
        }));
        for (int i = 0; i < size; i++) {
            Client client = client(url);
            clients.add(client);
            ByteSequence answer = bytes("/bare/answers/" + i);
            WatchOption created = WatchOption.builder().withCreateNotify(true).build();
            watches.add(client.getWatchClient()
                    .watch(POINTER, created, response -> answer(client, answer, response, watching)));
        }
        await(watching);
        round();
    }

    private static void answer(Client client, ByteSequence key, WatchResponse response, CountDownLatch watching) {
        if (response.isCreatedNotify()) {
            watching.countDown();
        }
        for (WatchEvent event : response.getEvents()) {
            var unused = client.getKVClient().put(key, event.getKeyValue().getValue());
        }
    }

    private static Client client(String url) {
        return Client.builder().endpoints(url).build();
    }

    private static ByteSequence bytes(String text) {
        return ByteSequence.from(text, StandardCharsets.UTF_8);
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        if (!latch.await(2, TimeUnit.MINUTES)) {
            throw new IllegalStateException("not every client has answered");
        }
    }

    @Override
    public Duration round() throws InterruptedException {
        CountDownLatch answers = new CountDownLatch(clients.size());
        missing = answers;
        long start = System.nanoTime();
        application.getKVClient().put(POINTER, bytes("round " + round++)).join();
        await(answers);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Override
    public void close() {
        watches.forEach(Watch.Watcher::close);
        clients.forEach(Client::close);
        application.close();
    }
}
