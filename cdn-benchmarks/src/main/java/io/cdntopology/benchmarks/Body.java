package io.cdntopology.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/**
 * What a server sent when it was asked for a file.
 *
 * @param bytes    how much
 * @param checksum of it
 */
record Body(long bytes, long checksum) {
    private static final int TIMEOUT_MILLIS = 10_000;

    /** @throws IOException if the answer is not 200, or shorter than it says */
    static Body of(URI file) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) file.toURL().openConnection();
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        int status = connection.getResponseCode();
        if (status != HttpURLConnection.HTTP_OK) {
            throw new IOException(file + " was answered with " + status);
        }
        CRC32 checksum = new CRC32();
        try (InputStream body = new CheckedInputStream(connection.getInputStream(), checksum)) {
            return new Body(body.transferTo(OutputStream.nullOutputStream()), checksum.getValue());
        }
    }
}
