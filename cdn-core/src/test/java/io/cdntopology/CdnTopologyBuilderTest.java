package io.cdntopology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.cdntopology.embedded.Embedded;
import io.cdntopology.embedded.InMemoryContent;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.spi.CertificateSource;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.spi.ContentSource;
import io.cdntopology.topology.ContentLimits;
import io.cdntopology.topology.EdgeConfiguration;
import io.cdntopology.topology.EdgeLimits;
import io.cdntopology.topology.EdgeSpec;
import io.cdntopology.topology.EdgeTls;
import io.cdntopology.topology.Retention;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The builder of a topology")
class CdnTopologyBuilderTest {
    private static CdnTopologyBuilder complete() {
        return CdnTopology.builder()
                .name("docs")
                .content(Embedded.content())
                .coordination(Embedded.coordination())
                .platform(Embedded.platform());
    }

    @Test
    @DisplayName("takes edges one by one and by number, in their order, with defaults for the rest")
    void builds() {
        CdnTopology topology = complete()
                .edge("eu", edge -> edge.port(8080))
                .edges("us", 2)
                .edge("asia")
                .build();

        assertThat(topology.topology().edges())
                .extracting(edge -> edge.id().value(), EdgeSpec::port)
                .containsExactly(
                        tuple("eu", 8080),
                        tuple("us-1", EdgeSpec.ANY_PORT),
                        tuple("us-2", EdgeSpec.ANY_PORT),
                        tuple("asia", EdgeSpec.ANY_PORT));
        assertThat(topology.topology().retention()).isEqualTo(Retention.DEFAULT);
        assertThat(topology.topology().limits()).isEqualTo(ContentLimits.DEFAULT);
        assertThat(topology.topology().configuration()).isEqualTo(EdgeConfiguration.DEFAULT);
    }

    @Test
    @DisplayName("limits what an edge may use, and names limits that are out of range together")
    void limits() {
        CdnTopology topology = complete()
                .edge("eu", edge -> edge.memoryBytes(64 << 20).cpus(0.5))
                .edge("us")
                .build();
        assertThat(topology.topology().edges())
                .extracting(EdgeSpec::limits)
                .containsExactly(new EdgeLimits(64 << 20, 0.5), EdgeLimits.DEFAULT);

        CdnTopologyBuilder bad =
                complete().edge("eu", edge -> edge.memoryBytes(1).cpus(-1));
        assertThatThrownBy(bad::build)
                .isInstanceOfSatisfying(
                        CdnException.class, e -> assertThat(e.problems()).hasSize(2))
                .hasMessageContainingAll("memoryBytes", "cpus");
    }

    @Test
    @DisplayName("has edges speak TLS on ports of their own, if there is a certificate")
    void tls() {
        CertificateSource source = () -> new CertificateSource.Pem("", "");
        EdgeTls how = EdgeTls.DEFAULT.withRedirect().withInterval(Duration.ofSeconds(5));
        CdnTopology topology = complete()
                .tls(source, how)
                .edge("eu", edge -> edge.tlsPort(8443))
                .build();
        assertThat(topology.topology().tls()).contains(how);
        assertThat(topology.topology().edges()).extracting(EdgeSpec::tlsPort).containsExactly(8443);
        assertThat(complete().edge("eu").build().topology().tls()).isEmpty();

        assertThatThrownBy(complete().edge("eu", edge -> edge.tlsPort(8443))::build)
                .hasMessageContainingAll("edge(\"eu\").tlsPort", "no certificate");
        assertThatThrownBy(complete()
                        .tls(source)
                        .edge("eu", edge -> edge.port(8443).tlsPort(8443))::build)
                .hasMessageContainingAll("edge(\"eu\").tlsPort", "8443 is taken by edge 'eu'");
        assertThatThrownBy(() -> new EdgeTls(0, OptionalInt.of(70_000), Duration.ofMillis(999)))
                .isInstanceOfSatisfying(
                        CdnException.class, e -> assertThat(e.problems()).hasSize(3));
    }

    @Test
    @DisplayName("names what is missing in a source, with everything else")
    void sources() {
        Problem missing = new Problem("somewhere", "nothing says how", "say how");
        ContentSource source = new ContentSource() {
            @Override
            public String location() {
                return "somewhere";
            }

            @Override
            public Duration pollInterval() {
                return Duration.ofSeconds(1);
            }

            @Override
            public List<Problem> problems() {
                return List.of(missing);
            }

            @Override
            public ContentRepository open(Path directory) {
                throw new AssertionError("it is described only");
            }
        };

        CdnException failure = catchThrowableOfType(
                CdnException.class,
                () -> CdnTopology.builder()
                        .content(source)
                        .configuration(source)
                        .build());
        assertThat(failure.problems()).hasSize(6).contains(missing);
    }

    @Test
    @DisplayName("names everything that is missing at once, each with what to do")
    void namesAllMissing() {
        CdnException failure = catchThrowableOfType(
                CdnException.class, () -> CdnTopology.builder().build());

        assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_TOPOLOGY);
        assertThat(failure.problems())
                .extracting(Problem::where)
                .containsExactlyInAnyOrder("name", "content", "coordination", "platform", "edges");
        assertThat(failure.problems())
                .allSatisfy(problem -> assertThat(problem.fix()).isNotBlank());
    }

    @Test
    @DisplayName("names bad values, doubled names and doubled ports together")
    void namesAllMistakes() {
        CdnTopologyBuilder builder = complete()
                .edge("eu", edge -> edge.port(8080))
                .edge("eu", edge -> edge.port(8081))
                .edge("us", edge -> edge.port(8080))
                .edge("Bad Name")
                .edge("port", edge -> edge.port(70_000));

        assertThatThrownBy(builder::build)
                .isInstanceOfSatisfying(
                        CdnException.class, e -> assertThat(e.problems()).hasSize(4))
                .hasMessageContaining("edge(\"eu\")")
                .hasMessageContaining("edge(\"us\").port")
                .hasMessageContaining("Bad Name")
                .hasMessageContaining("70000");
    }

    @Test
    @DisplayName("refuses a second value for an option that takes one, and names the first")
    void refusesASecondValue() {
        assertThatThrownBy(() -> CdnTopology.builder().name("one").name("two"))
                .isInstanceOfSatisfying(
                        CdnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OPTION_SET_TWICE))
                .hasMessageContaining("'one'");
        assertThatThrownBy(() -> complete().edge("eu", edge -> edge.port(1).port(2)))
                .isInstanceOf(CdnException.class)
                .hasMessageContaining("edge(\"eu\").port");
        Retention retention = new Retention(2, Duration.ZERO);
        assertThatThrownBy(() -> complete().retention(retention).retention(retention))
                .isInstanceOf(CdnException.class);
        EdgeConfiguration said = EdgeConfiguration.DEFAULT;
        assertThatThrownBy(() -> complete().configuration(said).configuration(said))
                .isInstanceOf(CdnException.class)
                .hasMessageContaining("nosniff");
    }

    @Test
    @DisplayName("takes from another builder what was not set, and nothing that was")
    void takesDefaults() {
        InMemoryContent site = Embedded.content();
        Retention retention = new Retention(2, Duration.ZERO);
        EdgeConfiguration said =
                EdgeConfiguration.builder().withoutHeader("X-Frame-Options").build();

        CdnTopology topology = CdnTopology.builder()
                .content(site)
                .edge("eu")
                .orElse(complete().retention(retention).configuration(said).edge("us"))
                .build();

        assertThat(topology.content()).isSameAs(site);
        assertThat(topology.topology().name().value()).isEqualTo("docs");
        assertThat(topology.topology().retention()).isEqualTo(retention);
        assertThat(topology.topology().configuration()).isEqualTo(said);
        assertThat(topology.topology().edges())
                .extracting(edge -> edge.id().value())
                .containsExactly("eu");
        CdnTopologyBuilder filled = CdnTopology.builder().orElse(complete());
        assertThatThrownBy(() -> filled.name("other")).hasMessageContaining("'docs'");
    }

    @Test
    @DisplayName("names what is wrong with a source that is to be at a path, with everything else")
    void mounts() {
        assertThat(complete().edge("eu").mount("/docs", Embedded.content()).build())
                .isNotNull();
        assertThatThrownBy(() ->
                        complete().edge("eu").mount("docs", Embedded.content()).build())
                .hasMessageContaining("mount(\"docs\"): it is no path below the root of a site");
        assertThatThrownBy(() -> complete()
                        .edge("eu")
                        .mount("/docs", Embedded.content())
                        .mount("/docs", Embedded.content())
                        .build())
                .isInstanceOfSatisfying(
                        CdnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_TOPOLOGY))
                .hasMessageContaining("mount(\"/docs\"): there are two of them");
    }

    @Test
    @DisplayName("refuses a number of edges that is none")
    void refusesNoEdges() {
        assertThatThrownBy(() -> complete().edges("eu", 0)).isInstanceOf(CdnException.class);
        assertThatThrownBy(() -> complete().edges("eu", 1_001)).isInstanceOf(CdnException.class);
    }

    @Test
    @DisplayName("does not take the rules of a site besides a configuration from a repository")
    void oneSourceOfConfiguration() {
        assertThatThrownBy(() -> CdnTopology.builder()
                        .name("docs")
                        .content(Embedded.content())
                        .configuration(Embedded.content())
                        .configuration(EdgeConfiguration.builder().siteRules().build())
                        .coordination(Embedded.coordination())
                        .platform(Embedded.platform())
                        .edge("eu-1")
                        .build())
                .isInstanceOf(CdnException.class)
                .hasMessageContaining("leave siteRules() out");
    }
}
