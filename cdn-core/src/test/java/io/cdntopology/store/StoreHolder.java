package io.cdntopology.store;

import io.cdntopology.failure.CdnException;
import io.cdntopology.topology.ContentLimits;
import io.cdntopology.topology.Retention;
import java.io.IOException;
import java.nio.file.Path;

/** A process that opens the store given by its argument, says what came of it, and holds it until it is told to end. */
final class StoreHolder {
    private StoreHolder() {}

    public static void main(String[] arguments) throws IOException {
        try (ReleaseStore store = ReleaseStore.open(Path.of(arguments[0]), Retention.DEFAULT, ContentLimits.DEFAULT)) {
            System.out.println("opened with " + store.releases().size() + " releases");
            int told = System.in.read();
            System.out.println("told " + told);
        } catch (CdnException e) {
            System.out.println(e.code() + " " + e.getMessage());
        }
    }
}
