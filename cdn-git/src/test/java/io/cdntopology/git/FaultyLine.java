package io.cdntopology.git;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A line to a server on this machine, which breaks where it is told to. */
final class FaultyLine implements AutoCloseable {
    private static final int DRIP_MILLIS = 200;

    private final ServerSocket listening;
    private final int target;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong answered = new AtomicLong();
    private volatile Fault fault = Fault.NONE;
    private volatile long until;

    /** What happens to the bytes of the server. */
    enum Fault {
        NONE,
        /** The connection ends. */
        CUT,
        /** The connection ends with an error. */
        RESET,
        /** Nothing comes any more. */
        STALL,
        /** A byte comes now and then. */
        DRIP
    }

    FaultyLine(int target) {
        this.target = target;
        try {
            this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** From now on, once the server has answered so many bytes. */
    void fail(Fault next, long afterBytes) {
        answered.set(0);
        until = afterBytes;
        fault = next;
    }

    /** The bytes of the server since the last call of {@link #fail}. */
    long answered() {
        return answered.get();
    }

    /** How many clients have not ended their connections. */
    int open() {
        return open.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                open.incrementAndGet();
                threads.execute(() -> connect(client));
            }
        } catch (IOException e) {
            // It was closed.
        }
    }

    private void connect(Socket client) {
        try (client;
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
            threads.execute(() -> answer(server, client));
            client.getInputStream().transferTo(server.getOutputStream());
        } catch (IOException e) {
            // Either of them has ended it.
        } finally {
            open.decrementAndGet();
        }
    }

    private void answer(Socket server, Socket client) {
        try (client) {
            byte[] buffer = new byte[4_096];
            InputStream in = server.getInputStream();
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                pass(buffer, length, client);
            }
        } catch (IOException e) {
            // Either of them has ended it.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void pass(byte[] bytes, int length, Socket client) throws IOException, InterruptedException {
        OutputStream out = client.getOutputStream();
        long before = answered.getAndAdd(length);
        int whole = fault == Fault.NONE ? length : (int) Math.max(0, Math.min(length, until - before));
        out.write(bytes, 0, whole);
        if (whole == length) {
            return;
        }
        switch (fault) {
            case CUT -> client.close();
            case RESET -> {
                client.setSoLinger(true, 0);
                client.close();
            }
            case STALL -> closing.await();
            default -> drip(bytes, whole, length, out);
        }
    }

    private void drip(byte[] bytes, int from, int to, OutputStream out) throws IOException, InterruptedException {
        for (int i = from; i < to && !closing.await(DRIP_MILLIS, TimeUnit.MILLISECONDS); i++) {
            out.write(bytes[i]);
        }
    }

    @Override
    public void close() {
        closing.countDown();
        threads.shutdownNow();
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
