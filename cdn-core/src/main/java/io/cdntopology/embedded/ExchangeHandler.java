package io.cdntopology.embedded;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the answers of a {@link Site} on the wire, through a buffer of a fixed size.
 *
 * <p>What is thrown from here ends in the JDK's server, which closes the connection and tells nobody. Therefore this is
 * where failures are logged, although they are thrown on.
 */
final class ExchangeHandler implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ExchangeHandler.class);

    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int NO_BODY = -1;

    private final Site site;
    private final Runnable progress;

    /**
     * @param site     what to answer
     * @param progress is run whenever a client took some bytes
     */
    ExchangeHandler(Site site, Runnable progress) {
        this.site = site;
        this.progress = progress;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try {
            // Otherwise the server takes unread bytes, even none, for a reason to close the connection.
            exchange.getRequestBody().close();
            send(exchange, answer(exchange));
            // Not in a finally block: after a failure the server forgets the connection only if it sees the exception.
            exchange.close();
        } catch (IOException e) {
            LOG.debug("The client of {} went away", exchange.getRequestURI(), e);
            throw e;
        } catch (UncheckedIOException e) {
            LOG.warn("Cannot read what {} asks for", exchange.getRequestURI(), e);
            if (exchange.getResponseCode() >= 0) {
                throw e;
            }
            send(exchange, failed());
            exchange.close();
        }
    }

    private Reply answer(HttpExchange exchange) {
        try {
            return site.answer(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI(),
                    exchange.getRequestHeaders(),
                    exchange.getRemoteAddress().getAddress());
        } catch (RuntimeException e) {
            LOG.error("Cannot answer {}", exchange.getRequestURI(), e);
            return failed();
        }
    }

    private static Reply failed() {
        return Reply.text(500, "This edge failed\n");
    }

    private void send(HttpExchange exchange, Reply reply) throws IOException {
        if (exchange.getRequestMethod().equals("HEAD") || reply.body().length() == 0) {
            sendHeadersOnly(exchange, reply);
        } else if (reply.body() instanceof Reply.Body.FilePart part) {
            sendFile(exchange, reply, part);
        } else if (reply.body() instanceof Reply.Body.Text text) {
            sendHeaders(exchange, reply);
            exchange.getResponseBody().write(text.bytes());
        }
    }

    private static void sendHeadersOnly(HttpExchange exchange, Reply reply) throws IOException {
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        if (!(reply.body() instanceof Reply.Body.None)) {
            exchange.getResponseHeaders()
                    .set("Content-Length", Long.toString(reply.body().length()));
        }
        exchange.sendResponseHeaders(reply.status(), NO_BODY);
    }

    private static void sendHeaders(HttpExchange exchange, Reply reply) throws IOException {
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        if (!ConnectionReuse.suits(reply.body().length())) {
            exchange.getResponseHeaders().set("Connection", "close");
        }
        exchange.sendResponseHeaders(reply.status(), reply.body().length());
    }

    /** Opens the file before it promises anything. */
    private void sendFile(HttpExchange exchange, Reply reply, Reply.Body.FilePart part) throws IOException {
        try (FileChannel file = open(part)) {
            sendHeaders(exchange, reply);
            copy(file, part, exchange.getResponseBody());
        }
    }

    private static FileChannel open(Reply.Body.FilePart part) {
        try {
            return FileChannel.open(part.file(), StandardOpenOption.READ);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void copy(FileChannel file, Reply.Body.FilePart part, OutputStream client) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER_BYTES, part.length()));
        for (long sent = 0; sent < part.length(); sent += buffer.position()) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), part.length() - sent));
            read(file, part.offset() + sent, buffer);
            client.write(buffer.array(), 0, buffer.position());
            progress.run();
        }
    }

    private static void read(FileChannel file, long position, ByteBuffer buffer) throws IOException {
        try {
            if (file.read(buffer, position) < 0) {
                throw new UncheckedIOException(new IOException("the file became shorter while it was sent"));
            }
        } catch (ClosedChannelException e) {
            throw e; // The thread was interrupted: the edge stops, or needs it for another client.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
