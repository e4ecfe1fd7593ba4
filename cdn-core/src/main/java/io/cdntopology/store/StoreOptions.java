package io.cdntopology.store;

import io.cdntopology.topology.ContentLimits;
import io.cdntopology.topology.Retention;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.List;

/**
 * What a store depends on besides its directory.
 *
 * @param retention which releases stay
 * @param limits    how large a release may be
 * @param clock     tells when a release was live
 * @param boot      tells whether the machine was restarted
 * @param threads   threads that write a large release, at least 1
 * @param linker    makes hard links
 * @param encoders  make variants, in this order
 */
record StoreOptions(
        Retention retention,
        ContentLimits limits,
        InstantSource clock,
        MachineBoot boot,
        int threads,
        SharedEntries.Linker linker,
        List<VariantEncoder> encoders) {
    private static final int MAX_THREADS = 4;

    static StoreOptions of(Retention retention, ContentLimits limits) {
        int threads = Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors());
        return new StoreOptions(
                retention,
                limits,
                InstantSource.system(),
                MachineBoot.ofThisMachine(),
                threads,
                Files::createLink,
                List.of(VariantEncoder.gzip()));
    }

    StoreOptions withClock(InstantSource other) {
        return new StoreOptions(retention, limits, other, boot, threads, linker, encoders);
    }

    StoreOptions withBoot(MachineBoot other) {
        return new StoreOptions(retention, limits, clock, other, threads, linker, encoders);
    }

    StoreOptions withLinker(SharedEntries.Linker other) {
        return new StoreOptions(retention, limits, clock, boot, threads, other, encoders);
    }

    StoreOptions withEncoders(List<VariantEncoder> others) {
        return new StoreOptions(retention, limits, clock, boot, threads, linker, List.copyOf(others));
    }

    StoreOptions withThreads(int other) {
        return new StoreOptions(retention, limits, clock, boot, other, linker, encoders);
    }
}
