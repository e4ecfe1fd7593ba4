package io.cdntopology.testkit;

import java.net.URI;
import java.nio.file.Path;

/**
 * A host for one test: a content root, and edges that serve it.
 *
 * <p>Called by {@link EdgeContractTest}, from the thread of the test.
 */
public interface EdgeFixture extends AutoCloseable {
    /** The content root, the same each time. The test writes a release store to it. */
    Path contentRoot();

    /**
     * Starts an edge more on this content root, which answers when this returns. It ends with the fixture. If it is to have
     * the rules of the site, these are of the release that is live by now.
     *
     * @return where it answers, with the path {@code /}
     */
    URI startEdge();

    /** Ends every edge. What they wrote may stay. */
    @Override
    void close();
}
