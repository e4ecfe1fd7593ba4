package io.cdntopology.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.spi.Blueprint;
import io.cdntopology.spi.ContentHost;
import io.cdntopology.spi.PlatformSession;
import io.cdntopology.topology.ContentLimits;
import io.cdntopology.topology.EdgeId;
import io.cdntopology.topology.EdgeSpec;
import io.cdntopology.topology.HostId;
import io.cdntopology.topology.PartId;
import io.cdntopology.topology.Retention;
import io.cdntopology.topology.Topology;
import io.cdntopology.topology.TopologyName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPlatformTest {
    private static final Path OPEN_FILES = Path.of("/proc/self/fd");
    private static final PartId EDGE = PartId.of(new EdgeId("eu-1"));
    private static final Blueprint DOCS = docs(EdgeSpec.ANY_PORT);

    private static Blueprint docs(int port) {
        return Blueprint.of(new Topology(
                new TopologyName("docs"),
                List.of(new EdgeSpec(new EdgeId("eu-1"), port)),
                Retention.DEFAULT,
                ContentLimits.DEFAULT));
    }

    /** Creates the edge, and says where it answers. */
    private static URI create(PlatformSession session) {
        session.create(EDGE);
        InetSocketAddress address = session.observe().get(0).address().orElseThrow();
        return URI.create("http://" + address.getHostString() + ":" + address.getPort() + "/");
    }

    @Test
    void aTemporaryPlatformLeavesNothingBehind(@TempDir Path elsewhere) throws IOException {
        Path outside = Files.writeString(elsewhere.resolve("outside.txt"), "stays");
        Path contentRoot;
        Path work;
        try (PlatformSession session = EmbeddedPlatform.temporary().open(DOCS, event -> {})) {
            contentRoot = session.hosts().get(0).contentRoot();
            work = session.workDirectory();
            new HandMadeRoot(contentRoot).live(Map.of("a/b.txt", "b"));
            Files.createSymbolicLink(work.resolve("link"), elsewhere);
            assertThat(contentRoot).isDirectory();
        }
        assertThat(contentRoot.getParent()).doesNotExist();
        assertThat(work).doesNotExist();
        assertThat(outside).exists();
    }

    @Test
    void aTemporaryPlatformStartsEmptyForEachSession() {
        EmbeddedPlatform platform = EmbeddedPlatform.temporary();
        try (PlatformSession one = platform.open(DOCS, event -> {});
                PlatformSession two = platform.open(DOCS, event -> {})) {
            assertThat(one.hosts()).doesNotContainAnyElementsOf(two.hosts());
        }
    }

    @Test
    void aPlatformAtADirectoryServesWhatItKept(@TempDir Path directory) throws IOException {
        EmbeddedPlatform platform = EmbeddedPlatform.at(directory.resolve("cdn"));
        try (PlatformSession session = platform.open(DOCS, event -> {})) {
            assertThat(session.hosts())
                    .containsExactly(new ContentHost(new HostId("local"), directory.resolve("cdn/docs/www")));
            assertThat(session.workDirectory()).isEqualTo(directory.resolve("cdn/docs/work"));
            new HandMadeRoot(directory.resolve("cdn/docs/www")).live(Map.of("index.html", "kept"));
        }
        try (PlatformSession session = platform.open(DOCS, event -> {})) {
            assertThat(RawConnection.get(create(session), "/").body()).isEqualTo("kept");
        }
    }

    @Test
    void aDirectoryThatIsAFileIsUnusable(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThatThrownBy(() -> EmbeddedPlatform.at(file).open(DOCS, event -> {}))
                .isInstanceOfSatisfying(
                        CdnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNUSABLE))
                .hasMessageContaining(file.toString());
    }

    @Test
    void listensWhereItIsTold() throws IOException {
        EmbeddedPlatform platform = EmbeddedPlatform.temporary();
        try (PlatformSession session = platform.open(DOCS, event -> {})) {
            assertThat(create(session).getHost()).isEqualTo("127.0.0.1");
        }
        try (PlatformSession session =
                platform.withAddress(InetAddress.getByName("0.0.0.0")).open(DOCS, event -> {})) {
            assertThat(RawConnection.get(create(session), "/-/health").status()).isEqualTo(503);
        }
    }

    @Test
    void anAddressOfAnotherMachineIsNamed() throws IOException {
        EmbeddedPlatform platform = EmbeddedPlatform.temporary().withAddress(InetAddress.getByName("192.0.2.1"));
        try (PlatformSession session = platform.open(DOCS, event -> {})) {
            assertThatThrownBy(() -> session.create(EDGE))
                    .isInstanceOfSatisfying(
                            CdnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.EDGE_NOT_STARTED))
                    .hasMessageContainingAll("eu-1", "192.0.2.1 is no address of this machine");
        }
    }

    /** The JDK's server leaked one for each attempt. */
    @Test
    void aPortThatStaysTakenCostsNoFileDescriptors() throws IOException {
        assumeThat(OPEN_FILES).as("Linux lists them").isDirectory();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                PlatformSession session = EmbeddedPlatform.temporary().open(docs(taken.getLocalPort()), event -> {})) {
            int before = openFiles();
            for (int i = 0; i < 200; i++) {
                assertThatThrownBy(() -> session.create(EDGE)).hasMessageContaining("is taken");
            }
            assertThat(openFiles() - before).isLessThan(100);
        }
    }

    @Test
    void aClosedSessionStartsNoEdge() {
        PlatformSession session = EmbeddedPlatform.temporary().open(DOCS, event -> {});
        session.close();
        assertThatThrownBy(() -> session.create(EDGE))
                .isInstanceOfSatisfying(
                        CdnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CLOSED));
        session.remove(EDGE);
        assertThat(session.observe()).isEmpty();
    }

    @Test
    void saysWhereItIs(@TempDir Path directory) {
        assertThat(EmbeddedPlatform.temporary().location()).isEqualTo("this JVM, in a temporary directory");
        assertThat(EmbeddedPlatform.at(directory).location()).isEqualTo("this JVM, in " + directory);
    }

    private static int openFiles() throws IOException {
        try (Stream<Path> files = Files.list(OPEN_FILES)) {
            return (int) files.count();
        }
    }
}
