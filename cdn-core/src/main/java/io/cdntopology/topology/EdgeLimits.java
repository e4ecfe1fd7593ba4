package io.cdntopology.topology;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * What an edge in a container may use of its host. Edges in this JVM have no limits of their own.
 *
 * @param memoryBytes physical memory, 16 MiB to 1 TiB; default 256 MiB. The page cache counts, and is given up under
 *     pressure.
 * @param cpus        processors, 0.1 to 1024; 0, the default, is all there are
 */
public record EdgeLimits(long memoryBytes, double cpus) {
    /** 256 MiB, all processors. */
    public static final EdgeLimits DEFAULT = new EdgeLimits(256L << 20, 0);

    private static final long MIN_MEMORY = 16L << 20;
    private static final long MAX_MEMORY = 1L << 40;
    private static final double MIN_CPUS = 0.1;
    private static final double MAX_CPUS = 1024;

    /**
     * @throws CdnException with {@code INVALID_ARGUMENT} naming each value that is out of range
     */
    public EdgeLimits {
        List<Problem> problems = new ArrayList<>();
        if (memoryBytes < MIN_MEMORY || memoryBytes > MAX_MEMORY) {
            problems.add(new Problem(
                    "memoryBytes", memoryBytes + " is out of range", "give " + MIN_MEMORY + " to " + MAX_MEMORY));
        }
        if (cpus != 0 && !(cpus >= MIN_CPUS && cpus <= MAX_CPUS)) {
            problems.add(new Problem("cpus", cpus + " is out of range", "give 0.1 to 1024, or 0 for all"));
        }
        if (!problems.isEmpty()) {
            throw CdnException.of(ErrorCode.INVALID_ARGUMENT, "Limiting an edge", problems);
        }
    }

    /** A copy with another {@link #memoryBytes}. */
    public EdgeLimits withMemoryBytes(long bytes) {
        return new EdgeLimits(bytes, cpus);
    }

    /** A copy with other {@link #cpus}. */
    public EdgeLimits withCpus(double count) {
        return new EdgeLimits(memoryBytes, count);
    }
}
