package io.cdntopology.examples.demo;

import io.cdntopology.Cdn;
import io.cdntopology.event.CdnEvent;
import io.cdntopology.event.Subscription;
import io.cdntopology.failure.CdnException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** The interactive demo: tells what happens while somebody else pushes. */
final class DemoStage {
    private final Cdn cdn;
    private final DemoSite site;
    private final PrintStream out;

    DemoStage(Cdn cdn, DemoSite site, PrintStream out) {
        this.cdn = cdn;
        this.site = site;
        this.out = out;
    }

    /**
     * Plays until the input ends or says so.
     *
     * @throws InterruptedException if the calling thread is interrupted, as it is by Ctrl-C: reading would not end by that
     */
    void open(InputStream input) throws IOException, InterruptedException {
        out.println();
        out.println("Now it is your turn, in another terminal:");
        out.println("  cd " + site.workTree());
        out.println("  …edit, then: git commit -am 'Try it' && git push");
        out.println("Here: r and Enter rolls back, q and Enter ends.");
        FutureTask<Void> reading = new FutureTask<>(() -> {
            obey(new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8)));
            return null;
        });
        Thread reader = new Thread(reading, "demo-input");
        reader.setDaemon(true);
        Subscription subscription = cdn.events(this::show);
        try {
            reader.start();
            reading.get();
        } catch (ExecutionException e) {
            throw new IOException("what was typed cannot be read", e);
        } finally {
            subscription.close();
        }
    }

    private void obey(BufferedReader lines) throws IOException {
        for (String line = lines.readLine(); line != null && !line.strip().equals("q"); line = lines.readLine()) {
            if (line.strip().equals("r")) {
                rollBack();
            }
        }
    }

    private void rollBack() {
        try {
            cdn.rollback("rolled back by hand");
        } catch (CdnException e) {
            out.println(e.getMessage());
        }
    }

    private void show(CdnEvent event) {
        if (event instanceof CdnEvent.Published published) {
            out.println(published.release() + "  \"" + published.summary() + "\" is published");
        } else if (event instanceof CdnEvent.EdgeServing serving) {
            out.println("  " + serving.edge() + "  " + serving.commit().abbreviated() + "  after "
                    + String.format(
                            Locale.ROOT, "%.1f", serving.sincePublished().toNanos() / 1e6) + " ms");
        } else if (event instanceof CdnEvent.RolledBack rolledBack) {
            out.println("Back to " + rolledBack.release() + "; "
                    + rolledBack.quarantined().abbreviated() + " is kept out");
        } else if (event instanceof CdnEvent.PublishFailed failed) {
            out.println(String.valueOf(failed.reason().getMessage()));
        }
    }
}
