package io.cdntopology.docker;

import static io.cdntopology.docker.Failures.assertFails;
import static io.cdntopology.docker.Failures.printed;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerResponse;
import com.github.dockerjava.api.model.HostConfig;
import io.cdntopology.failure.ErrorCode;
import io.netty.pkitesting.X509Bundle;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

@DisplayName("A private registry on an engine")
@NeedsEngine
class RegistryIT {
    private static final List<String> PARTS = List.of("data", "files", "network", "proxy", "registry", "secrets");

    private RegistryFixture fixture;
    private Registry registry;

    @BeforeEach
    void open(@TempDir Path directory) throws Exception {
        fixture = new RegistryFixture(directory);
        registry = fixture.registry;
    }

    @AfterEach
    void remove() {
        fixture.close();
    }

    private void run(Consumer<DockerClient> work) {
        boolean unused = fixture.engine.call("Preparing", client -> {
            work.accept(client);
            return true;
        });
    }

    private List<String> parts() {
        String start = fixture.container("");
        return fixture.objects().keySet().stream()
                .map(name -> name.substring(start.length()))
                .toList();
    }

    private Images images(String password) {
        return new Images(
                fixture.engine, fixture.credentials(password), TransferLimits.DEFAULT, TransferListener.SILENT);
    }

    @Test
    @DisplayName("runs, keeps what is pushed to it, and is gone with all that is its own when it is destroyed")
    void lifecycle() throws Exception {
        registry.start();
        assertThat(parts()).isEqualTo(PARTS);
        ImageReference local = ImageReference.parse(fixture.buildImage());
        fixture.leave(ImageReference.parse(fixture.host() + "/team/site:1"));
        ImageReference pushed = registry.push(local.toString(), "team/site:1");
        fixture.leave(pushed);
        fixture.forget(pushed.name() + ":1");
        assertThat(images(RegistryFixture.PASSWORD).ensure(pushed))
                .isEqualTo(images("").find(local).orElseThrow());
        registry.destroy();
        registry.destroy();
        assertThat(fixture.objects()).isEmpty();
        assertThat(images("").find(local)).isPresent();
    }

    @Test
    @DisplayName("is left as it is when it is started again, by somebody else, too")
    void idempotent() {
        registry.start();
        Map<String, String> before = fixture.objects();
        String started = startedAt("proxy") + startedAt("registry");
        registry.start();
        try (Registry other = fixture.described()
                .user(RegistryFixture.USER, () -> RegistryFixture.PASSWORD)
                .open()) {
            other.start();
        }
        assertThat(fixture.objects()).isEqualTo(before);
        assertThat(startedAt("proxy") + startedAt("registry")).isEqualTo(started);
    }

    private String startedAt(String part) {
        return fixture.engine.call(
                "Inspecting",
                client -> client.inspectContainerCmd(fixture.container(part))
                        .exec()
                        .getState()
                        .getStartedAt());
    }

    @Test
    @DisplayName("is completed when it was left half made, whatever is missing")
    void halfMade() {
        registry.start();
        for (List<String> missing : List.of(
                List.of("proxy"), List.of("registry"), List.of("files"), List.of("files", "registry", "proxy"))) {
            run(client -> missing.forEach(part -> client.removeContainerCmd(fixture.container(part))
                    .withForce(true)
                    .withRemoveVolumes(true)
                    .exec()));
            registry.start();
            assertThat(parts()).isEqualTo(PARTS);
        }
        run(client -> {
            List.of("files", "registry", "proxy")
                    .forEach(part -> client.removeContainerCmd(fixture.container(part))
                            .withForce(true)
                            .withRemoveVolumes(true)
                            .exec());
            client.removeVolumeCmd(fixture.container("secrets")).exec();
            client.removeNetworkCmd(fixture.container("network")).exec();
        });
        registry.start();
        assertThat(parts()).isEqualTo(PARTS);
        fixture.stop("proxy");
        fixture.stop("registry");
        registry.start();
    }

    @Test
    @DisplayName("that was only begun is removed as well")
    void begun() {
        String network = new RegistryStorage(fixture.engine, fixture.name).ensureNetwork();
        String volume = new RegistryStorage(fixture.engine, fixture.name).ensureVolume(RegistryPart.DATA);
        assertThat(fixture.objects()).containsEntry(fixture.container("network"), network);
        assertThat(volume).isEqualTo(fixture.container("data"));
        registry.destroy();
        assertThat(fixture.objects()).isEmpty();
    }

    @Test
    @DisplayName("never touches what a stranger gave one of its names")
    void strangers() {
        String name = fixture.container("proxy");
        CreateContainerResponse stranger = fixture.engine.call(
                "Preparing",
                client -> client.createContainerCmd("cdn-test/nginx:1")
                        .withName(name)
                        .withHostConfig(new HostConfig().withNetworkMode("none"))
                        .exec());
        try {
            assertFails(
                    ErrorCode.NAME_TAKEN,
                    registry::start,
                    "there is a container " + name + " already, and by its labels it is none of this");
            registry.destroy();
            assertThat(new Containers(fixture.engine).idOf(new ContainerName(name)))
                    .contains(new ContainerId(stranger.getId()));
        } finally {
            run(client -> client.removeContainerCmd(stranger.getId()).exec());
        }
        String volume = fixture.container("data");
        run(client -> client.createVolumeCmd().withName(volume).exec());
        try {
            assertFails(ErrorCode.NAME_TAKEN, registry::start, "there is a volume " + volume + " already");
            registry.destroy();
        } finally {
            run(client -> client.removeVolumeCmd(volume).exec());
        }
        assertThat(fixture.objects()).isEmpty();
    }

    @Test
    @DisplayName("does not start on a port that is taken")
    void portTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(fixture.port)) {
            assertThat(taken.isBound()).isTrue();
            assertFails(
                    ErrorCode.INVALID_ARGUMENT,
                    registry::start,
                    "port: 127.0.0.1:" + fixture.port + " is in use on the machine of the engine");
        }
        registry.start();
    }

    @Test
    @DisplayName("takes new passwords and certificates without a restart, and has its data when it is made anew")
    void changed() throws Exception {
        registry.start();
        String started = startedAt("proxy");
        X509Bundle renewed = fixture.certify();
        try (Registry changed =
                fixture.described().user("other", () -> "changed").open()) {
            changed.start();
            assertThat(startedAt("proxy")).isEqualTo(started);
            Awaitility.await().until(() -> shown().equals(renewed.getCertificate()));
            String local = fixture.buildImage();
            fixture.leave(ImageReference.parse(fixture.host() + "/team/kept:1"));
            ImageReference image = changed.push(local, "team/kept:1");
            fixture.leave(image);
            assertFails(
                    ErrorCode.CREDENTIALS_REFUSED,
                    () -> registry.push(local, "team/kept:1"),
                    fixture.host() + " refuses user 'ci'");
            fixture.forget(image.name() + ":1");
            fixture.forget(local);
            run(client -> client.removeContainerCmd(fixture.container("registry"))
                    .withForce(true)
                    .withRemoveVolumes(true)
                    .exec());
            registry.start();
            assertThat(images(RegistryFixture.PASSWORD).ensure(image)).isNotNull();
        }
    }

    /** The certificate that is shown on the port, whoever issued it. */
    private X509Certificate shown() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Anybody()}, null);
        try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), fixture.port);
                SSLSocket secured =
                        (SSLSocket) context.getSocketFactory().createSocket(plain, "127.0.0.1", fixture.port, true)) {
            secured.startHandshake();
            return (X509Certificate) secured.getSession().getPeerCertificates()[0];
        }
    }

    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    @Test
    @DisplayName("asks for no password without TLS")
    void plain() throws Exception {
        registry.start();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), fixture.port)) {
            socket.setSoTimeout(15_000);
            socket.getOutputStream()
                    .write("GET /v2/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer).startsWith("HTTP/1.1 401").doesNotContainIgnoringCase("www-authenticate");
        }
    }

    @Test
    @DisplayName("says which container does not run, and why")
    void notRunning() {
        try (Registry broken = fixture.described("cdn-test/java:1")
                .user(RegistryFixture.USER, () -> RegistryFixture.PASSWORD)
                .open()) {
            assertFails(
                    ErrorCode.ENGINE_REFUSED,
                    broken::start,
                    "Starting container " + fixture.container("registry"),
                    "executable file not found");
        }
        registry.start();
        RegistryContainers containers = new RegistryContainers(fixture.engine, fixture.name);
        assertThat(containers.trouble(RegistryPart.PROXY)).isEmpty();
        fixture.stop("proxy");
        assertThat(containers.trouble(RegistryPart.PROXY))
                .contains("container " + fixture.container("proxy") + " is exited, with exit code 0");
        registry.destroy();
        assertThat(containers.trouble(RegistryPart.PROXY))
                .contains("container " + fixture.container("proxy") + " was removed");
    }

    @Test
    @DisplayName("shows no password and no key, wherever one looks")
    void secrets() throws Exception {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Logger client = (Logger) LoggerFactory.getLogger("com.github.dockerjava");
        Logger own = (Logger) LoggerFactory.getLogger("io.cdntopology");
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        List<String> told = new ArrayList<>();
        log.start();
        root.addAppender(log);
        try {
            client.setLevel(Level.TRACE);
            own.setLevel(Level.TRACE);
            client.setAdditive(true);
            registry.start();
            String local = fixture.buildImage();
            fixture.leave(ImageReference.parse(fixture.host() + "/team/site:1"));
            fixture.leave(registry.push(local, "team/site:1"));
            told.add(printed(assertFails(
                    ErrorCode.IMAGE_NOT_FOUND,
                    () -> images(RegistryFixture.PASSWORD)
                            .ensure(ImageReference.parse(fixture.host() + "/team/unknown:1")))));
            fixture.stop("registry");
            told.add(printed(assertFails(ErrorCode.IMAGE_NOT_TRANSFERRED, () -> registry.push(local, "team/site:1"))));
            registry.start();
        } finally {
            client.setLevel(null);
            own.setLevel(null);
            root.detachAppender(log);
        }
        assertThat(log.list).isNotEmpty();
        log.list.forEach(event -> told.add(event.getFormattedMessage()));
        for (String part : List.of("proxy", "registry")) {
            told.add(fixture.shown(part));
        }
        told.add(registry.toString());
        String key = Files.readString(fixture.key()).lines().skip(1).findFirst().orElseThrow();
        String basic = Base64.getEncoder()
                .encodeToString(
                        (RegistryFixture.USER + ":" + RegistryFixture.PASSWORD).getBytes(StandardCharsets.UTF_8));
        assertThat(told)
                .allSatisfy(text -> assertThat(text)
                        .doesNotContainIgnoringCase(RegistryFixture.PASSWORD)
                        .doesNotContainIgnoringCase(basic)
                        .doesNotContain("$6$")
                        .doesNotContainIgnoringCase(key));
    }
}
