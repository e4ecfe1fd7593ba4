package io.cdntopology.webhook;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request as it is sent, byte for byte; what is in it as text is by ISO-8859-1.
 *
 * @param head the first line
 */
record RawRequest(String head, List<Header> headers, String body, Framing framing) {
    private static final int HANGS_AFTER_MILLIS = 5_000;
    private static final int CHUNK = 1_000;
    /** Said before the answer to who asks whether to go on. */
    private static final Pattern GO_ON = Pattern.compile("HTTP/1\\.1 100 .*?\r\n\r\n", Pattern.DOTALL);

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) .*", Pattern.DOTALL);

    /** A header. */
    record Header(String name, String value) {}

    /** How the server is told where the body ends. */
    enum Framing {
        LENGTH,
        CHUNKS
    }

    /**
     * What came back.
     *
     * @param status 0 if the connection was closed without an answer
     * @param text   all of it
     */
    record Answer(int status, String text) {}

    byte[] bytes() {
        StringBuilder text = new StringBuilder(head).append("\r\n");
        headers.forEach(header ->
                text.append(header.name()).append(": ").append(header.value()).append("\r\n"));
        if (framing == Framing.LENGTH) {
            text.append("Content-Length: ")
                    .append(body.length())
                    .append("\r\n\r\n")
                    .append(body);
        } else {
            text.append("Transfer-Encoding: chunked\r\n\r\n");
            for (String chunk : chunks()) {
                text.append(Integer.toHexString(chunk.length()))
                        .append("\r\n")
                        .append(chunk)
                        .append("\r\n");
            }
            text.append("0\r\n\r\n");
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The pieces in which the body may be sent. */
    List<String> chunks() {
        List<String> chunks = new ArrayList<>();
        for (int at = 0; at < body.length(); at += CHUNK) {
            chunks.add(body.substring(at, Math.min(at + CHUNK, body.length())));
        }
        return chunks;
    }

    /** Sends bytes and nothing more, and takes what comes back until the connection ends; fails if it does not. */
    static Answer exchange(URI address, InetAddress client, byte[] request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getByName(address.getHost()), address.getPort(), client, 0)) {
            socket.setSoTimeout(HANGS_AFTER_MILLIS);
            send(socket, request);
            return answer(socket);
        }
    }

    private static void send(Socket socket, byte[] request) {
        try {
            socket.getOutputStream().write(request);
            socket.shutdownOutput();
        } catch (IOException e) {
            // It was answered before all of it was read.
        }
    }

    private static Answer answer(Socket socket) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(bytes);
        } catch (SocketException e) {
            // Closed with something unread.
        }
        String text = bytes.toString(StandardCharsets.ISO_8859_1);
        Matcher status = STATUS.matcher(GO_ON.matcher(text).replaceFirst(""));
        return new Answer(status.matches() ? Integer.parseInt(status.group(1)) : 0, text);
    }
}
