package io.cdntopology.etcd;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A network link to a port of this machine that can be cut, and made to lose what comes back. */
final class CuttableLink implements AutoCloseable {
    private final int target;
    private final ServerSocket listening;
    private final Set<Socket> ends = ConcurrentHashMap.newKeySet();
    private volatile String awaited = "";
    private volatile boolean answersLost;
    private boolean whole = true;

    CuttableLink(int target) throws IOException {
        this.target = target;
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** While it is cut, a connection ends as soon as it is made: a port that was given up might not be got back. */
    private void accept() throws IOException {
        while (true) {
            Socket client = listening.accept();
            synchronized (this) {
                if (whole) {
                    connect(client);
                } else {
                    client.close();
                }
            }
        }
    }

    private void connect(Socket client) throws IOException {
        try {
            Socket origin = new Socket(InetAddress.getLoopbackAddress(), target);
            ends.add(client);
            ends.add(origin);
            start(() -> pump(client, origin, false));
            start(() -> pump(origin, client, true));
        } catch (ConnectException e) {
            client.close();
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // The link was cut.
                    }
                },
                "link");
        thread.setDaemon(true);
        thread.start();
    }

    private void pump(Socket from, Socket to, boolean answers) throws IOException {
        byte[] buffer = new byte[1 << 16];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (!answers) {
                    lookFor(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
                }
                if (!answers || !answersLost) {
                    out.write(buffer, 0, n);
                }
            }
        } finally {
            ends.remove(from);
            ends.remove(to);
        }
    }

    /** Ends all connections, and lets none be made. */
    synchronized void cut() {
        whole = false;
        breakConnections();
    }

    /** Takes connections again. */
    synchronized void restore() {
        whole = true;
    }

    /** Whether connections are taken. */
    synchronized boolean isWhole() {
        return whole;
    }

    private synchronized void lookFor(String sent) {
        if (!awaited.isEmpty() && sent.contains(awaited)) {
            awaited = "";
            answersLost = true;
        }
    }

    /** Throws away what comes back, from the next request on that has this text in it, until {@link #reconnect()}. */
    synchronized void loseAnswersFrom(String text) {
        awaited = text;
    }

    /** Ends all connections; new ones are taken, and lose nothing. */
    synchronized void reconnect() {
        breakConnections();
        awaited = "";
        answersLost = false;
    }

    private void breakConnections() {
        try {
            for (Socket end : ends) {
                end.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        cut();
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
