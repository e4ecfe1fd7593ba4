package io.cdntopology.git;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import org.eclipse.jgit.lib.ObjectId;

/** The server's side of git over HTTP, version 0, as far as one has to know it to send a pack. */
final class ScriptedUploadPack implements HttpHandler {
    private static final String CAPABILITIES = "\0multi_ack_detailed shallow ofs-delta agent=hostile";

    private final Supplier<InputStream> advertisement;
    private final String tip;
    private final byte[] pack;

    private ScriptedUploadPack(Supplier<InputStream> advertisement, String tip, byte[] pack) {
        this.advertisement = advertisement;
        this.tip = tip;
        this.pack = pack;
    }

    /** Tells of main, and sends a pack to whoever wants it. */
    static ScriptedUploadPack sending(ObjectId tip, byte[] pack) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(line(tip.name() + " HEAD" + CAPABILITIES + "\n"));
        out.writeBytes(line(tip.name() + " refs/heads/main\n"));
        out.writeBytes(bytes("0000"));
        byte[] advertisement = out.toByteArray();
        return new ScriptedUploadPack(() -> new ByteArrayInputStream(advertisement), tip.name(), pack);
    }

    /** Says something in place of the references. */
    static ScriptedUploadPack telling(Supplier<InputStream> advertisement) {
        return new ScriptedUploadPack(advertisement, "", new byte[0]);
    }

    /** The commit that it tells of. */
    String tip() {
        return tip;
    }

    static byte[] line(String text) {
        byte[] raw = bytes(text);
        return bytes(String.format(Locale.ROOT, "%04x", raw.length + 4) + text);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        boolean gzip = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        InputStream body = gzip ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody();
        String request = new String(body.readAllBytes(), StandardCharsets.ISO_8859_1);
        if (exchange.getRequestMethod().equals("GET")) {
            exchange.getResponseHeaders().add("Content-Type", "application/x-git-upload-pack-advertisement");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(bytes("001e# service=git-upload-pack\n0000"));
            advertisement.get().transferTo(exchange.getResponseBody());
        } else {
            exchange.getResponseHeaders().add("Content-Type", "application/x-git-upload-pack-result");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(answer(request));
        }
    }

    private byte[] answer(String request) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (request.contains("deepen ")) {
            out.writeBytes(line("shallow " + tip));
            out.writeBytes(bytes("0000"));
        }
        out.writeBytes(line("NAK\n"));
        if (request.contains("done")) {
            out.writeBytes(pack);
        }
        return out.toByteArray();
    }
}
