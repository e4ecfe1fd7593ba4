package io.cdntopology.examples.demo;

import io.cdntopology.Cdn;
import io.cdntopology.Convergence;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;

/** The story that the demo tells, each step of which is checked by asking the edges. */
final class DemoStory {
    private static final Duration FIRST = Duration.ofMinutes(5);
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String PAGE = "cdn-demo.html";

    private final Cdn cdn;
    private final DemoSite site;
    private final PrintStream out;
    private final HttpClient http = HttpClient.newHttpClient();

    DemoStory(Cdn cdn, DemoSite site, PrintStream out) {
        this.cdn = cdn;
        this.site = site;
        this.out = out;
    }

    /** Waits for the first release, and says where it is served. */
    void start() throws IOException, InterruptedException {
        out.println("Fetching the site and writing the first release …");
        Convergence first = cdn.awaitConverged(FIRST);
        expect(first.release().commit().value(), site.head(), "the commit that is served");
        out.println("Commit " + first.release() + " is live:");
        first.edges().forEach(edge -> out.println("  " + edge.edge() + "  " + edge.address()));
    }

    /** Tells the whole story. */
    void tell() throws IOException, InterruptedException {
        goesLive("A push goes live", "one");
        isRefused();
        isRolledBack();
        goesLive("The next push goes live as if nothing had been", "three");
    }

    private void goesLive(String title, String text) throws IOException, InterruptedException {
        heading(title);
        site.write(PAGE, text);
        String commit = site.push("Say " + text);
        long pushed = System.nanoTime();
        cdn.publish();
        Convergence convergence = cdn.awaitConverged(SOON);
        out.println("  git push returned; " + convergence.release() + " is served by every edge after "
                + millis(System.nanoTime() - pushed) + " ms");
        expect(convergence.release().commit().value(), commit, "the commit that is served");
        for (Convergence.Proof edge : convergence.edges()) {
            expect(get(edge.address()), text, "the page on " + edge.edge());
            out.println("  " + edge.edge() + "  " + convergence.release() + "  after "
                    + millis(edge.after().toNanos()) + " ms");
        }
    }

    private void isRefused() throws IOException, InterruptedException {
        heading("A push that must not go live is refused, and nothing changes");
        site.link("leak", "/etc/passwd");
        site.push("Leak");
        try {
            cdn.publish();
            throw new IllegalStateException("a link that leaves the site was published");
        } catch (CdnException e) {
            expect(e.code().name(), ErrorCode.CONTENT_REFUSED.name(), "the reason of the refusal");
            out.println("  " + e.getMessage());
        }
        expectOnEveryEdge("one");
        site.delete("leak");
    }

    private void isRolledBack() throws IOException, InterruptedException {
        heading("A push that turns out to be broken is rolled back with one call");
        site.write(PAGE, "two, with a broken header");
        site.push("Break the header");
        cdn.publish();
        out.println("  " + cdn.awaitConverged(SOON).release() + " is live, and broken");
        long start = System.nanoTime();
        cdn.rollback("broken header");
        Convergence back = cdn.awaitConverged(SOON);
        out.println("  rollback(\"broken header\"): every edge serves " + back.release() + " again after "
                + millis(System.nanoTime() - start) + " ms");
        expectOnEveryEdge("one");
    }

    private void expectOnEveryEdge(String text) throws IOException, InterruptedException {
        for (Convergence.Proof edge : cdn.awaitConverged(SOON).edges()) {
            expect(get(edge.address()), text, "the page on " + edge.edge());
            out.println("  " + edge.edge() + "  still serves \"" + text + "\"");
        }
    }

    private String get(URI edge) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(edge.resolve("/" + PAGE)).build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    private void heading(String title) {
        out.println();
        out.println(title);
    }

    private static void expect(String found, String wanted, String what) {
        if (!found.equals(wanted)) {
            throw new IllegalStateException(what + " is '" + found + "', not '" + wanted + "'");
        }
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.1f", nanos / 1e6);
    }
}
