package io.cdntopology.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/**
 * The program {@code wrk} as a client that keeps connections busy with requests for files in turn, always in the same
 * order.
 *
 * @param script      what it does
 * @param connections how many
 * @param meanBytes   of a file
 */
record Wrk(Path script, int connections, long meanBytes) {
    /** Where a file under way at the end of a turn would count for nothing. */
    private static final long LARGE = 1 << 20;

    /** How much of what was to come must have come: small files differ in size, and a turn ends anywhere among them. */
    private static final double COMPLETE = 0.95;

    /** wrk itself counts an answer as an error if its status is 400 or more. */
    private static final String SCRIPT = """
            local requests, at = {}, 0

            function init()
                for path in io.lines("%s") do
                    requests[#requests + 1] = wrk.format("GET", "/" .. path)
                end
            end

            function request()
                at = at %% #requests + 1
                return requests[at]
            end

            function done(summary)
                local errors = summary.errors
                io.write(string.format("\\n%s%%d %%d %%d %%d\\n", summary.requests, summary.bytes, summary.duration,
                    errors.connect + errors.read + errors.write + errors.timeout + errors.status))
            end
            """;

    /** Begins the line with what was counted. */
    private static final String MARK = "counted ";

    /** Writes its script and the list of files to a directory. */
    static Wrk create(Path directory, ServedFiles files, long meanBytes) throws IOException {
        Path list = Files.write(Files.createTempFile(directory, "paths-", ".txt"), files.paths());
        Path script = Files.writeString(
                Files.createTempFile(directory, "wrk-", ".lua"), SCRIPT.formatted(list.toString(), MARK));
        return new Wrk(script, files.connections(), meanBytes);
    }

    /**
     * Asks a server for some time.
     *
     * @throws IOException if an answer was none, or not whole
     */
    double filesPerSecond(URI server, Duration turn) throws IOException, InterruptedException {
        String output = Command.output(
                Path.of("."),
                "wrk",
                "--threads=1",
                "--connections=" + connections,
                "--duration=" + turn.toSeconds() + "s",
                "--timeout=30s",
                "--script=" + script,
                server.toString());
        long[] counted = output.lines()
                .filter(line -> line.startsWith(MARK))
                .flatMap(line -> Arrays.stream(line.substring(MARK.length()).split(" ", -1)))
                .mapToLong(Long::parseLong)
                .toArray();
        if (counted.length != 4 || counted[0] == 0 || counted[3] > 0 || isCut(counted[0], counted[1])) {
            throw new IOException(server + " did not answer each request with the whole file: " + output);
        }
        double files = meanBytes >= LARGE ? (double) counted[1] / meanBytes : counted[0];
        return files / (counted[2] / 1e6);
    }

    private boolean isCut(long requests, long bytes) {
        return bytes < COMPLETE * requests * meanBytes;
    }
}
