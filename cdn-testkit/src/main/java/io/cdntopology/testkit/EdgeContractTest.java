package io.cdntopology.testkit;

import io.cdntopology.topology.EdgeConfiguration;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;

/**
 * What every edge answers over HTTP, whatever it is made of. An implementation extends this class, and passes.
 *
 * <pre>{@code
 * class MyEdgeContractTest extends EdgeContractTest {
 *     @Override
 *     protected EdgeFixture open(Path directory, EdgeConfiguration configuration) {
 *         return new MyEdges(directory, configuration);
 *     }
 * }
 * }</pre>
 *
 * <p>The test publishes with a real release store, and speaks HTTP through a socket of its own, so that requests arrive
 * as they are written here. The capability methods default to true, so that a gap is declared.
 */
public abstract class EdgeContractTest {
    /** For subclasses. */
    protected EdgeContractTest() {}

    /**
     * A host without a release and without an edge. The test closes it.
     *
     * @param directory     of the test; may not exist yet; the content root may be in it
     * @param configuration what its edges are to say besides content
     */
    protected abstract EdgeFixture open(Path directory, EdgeConfiguration configuration);

    /** Whether a {@code Range} is ignored in a HEAD request, as RFC 9110 has it; default true. */
    protected boolean ignoresRangesOfHead() {
        return true;
    }

    /** Which file is sent, and what is said about it. */
    @Nested
    class Content extends EdgeContentContract {
        Content() {
            super(EdgeContractTest.this);
        }
    }

    /** How paths are read, and which are refused. */
    @Nested
    class Paths extends EdgePathContract {
        Paths() {
            super(EdgeContractTest.this);
        }
    }

    /** What names say: the type of content, and how long it may be kept. */
    @Nested
    class Names extends EdgeNameContract {
        Names() {
            super(EdgeContractTest.this);
        }
    }

    /** Entity tags and ranges. */
    @Nested
    class Conditions extends EdgeConditionContract {
        Conditions() {
            super(EdgeContractTest.this);
        }
    }

    /** Files in other encodings. */
    @Nested
    class Variants extends EdgeVariantContract {
        Variants() {
            super(EdgeContractTest.this);
        }
    }

    /** What an {@link EdgeConfiguration} adds and replaces. */
    @Nested
    class Configuration extends EdgeConfigurationContract {
        Configuration() {
            super(EdgeContractTest.this);
        }
    }

    /** How often a client may ask. */
    @Nested
    class Limits extends EdgeLimitContract {
        Limits() {
            super(EdgeContractTest.this);
        }
    }

    /** What is sent where there is no file. */
    @Nested
    class Pages extends EdgePageContract {
        Pages() {
            super(EdgeContractTest.this);
        }
    }

    /** What the site says itself, in {@code _redirects} and {@code _headers}. */
    @Nested
    class Rules extends EdgeRulesContract {
        Rules() {
            super(EdgeContractTest.this);
        }
    }

    /** Before the first release, and from one to another. */
    @Nested
    class Releases extends EdgeReleaseContract {
        Releases() {
            super(EdgeContractTest.this);
        }
    }
}
