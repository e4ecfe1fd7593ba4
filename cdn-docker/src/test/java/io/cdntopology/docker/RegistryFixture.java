package io.cdntopology.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.BuildImageResultCallback;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.core.DockerClientConfig;
import io.cdntopology.topology.TopologyName;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** A registry of its own on the real engine; when it is closed, nothing of it or its images is left there. */
final class RegistryFixture implements AutoCloseable {
    static final String PASSWORD = "s3cret-pässwörd";
    static final String USER = "ci";

    final EngineConnection engine = EngineConnection.open(DockerHost.local(), EngineConnection.DEFAULT_TIMEOUT);
    final TopologyName name =
            new TopologyName("it-" + UUID.randomUUID().toString().substring(0, 8));
    final int port = freePort();
    final Path directory;
    final Registry registry;
    private final Set<String> images = new LinkedHashSet<>();

    RegistryFixture(Path directory) throws Exception {
        this.directory = directory;
        X509Bundle unused = certify();
        this.registry = described().user(USER, () -> PASSWORD).open();
    }

    private static int freePort() throws IOException {
        try (ServerSocket bound = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return bound.getLocalPort();
        }
    }

    /** Writes another certificate and its key. */
    X509Bundle certify() throws Exception {
        X509Bundle authority = new CertificateBuilder()
                .ecp256()
                .subject("CN=authority")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        X509Bundle certificate = new CertificateBuilder()
                .ecp256()
                .subject("CN=registry")
                .addSanIpAddress("127.0.0.1")
                .addExtendedKeyUsageServerAuth()
                .buildIssuedBy(authority);
        Files.writeString(certificate(), certificate.getCertificatePathPEM());
        Files.writeString(key(), certificate.getPrivateKeyPEM());
        return certificate;
    }

    Path certificate() {
        return directory.resolve("certificate.pem");
    }

    Path key() {
        return directory.resolve("key.pem");
    }

    RegistryBuilder described() {
        return described("cdn-test/registry:1");
    }

    RegistryBuilder described(String image) {
        return Registry.behindBasicAuth(DockerHost.local(), name)
                .image(image)
                .proxyImage("cdn-test/nginx:1")
                .port(port)
                .certificate(certificate(), key())
                .startTimeout(Duration.ofSeconds(20));
    }

    String host() {
        return "127.0.0.1:" + port;
    }

    RegistryCredentials credentials(String password) {
        return RegistryCredentials.of(host(), USER, () -> password);
    }

    /** An image that no engine has: it has to come from where it was pushed to. */
    String buildImage() throws Exception {
        String tag = "cdn-docker-it-" + UUID.randomUUID() + ":1";
        Path context = Files.createTempDirectory(directory, "image");
        byte[] content = new byte[3 << 20];
        new SecureRandom().nextBytes(content);
        Files.write(context.resolve("content"), content);
        Path dockerfile = Files.writeString(context.resolve("Dockerfile"), "FROM scratch\nCOPY content /\n");
        images.add(tag);
        String unused = engine.streams()
                .buildImageCmd(dockerfile.toFile())
                .withTags(Set.of(tag))
                .exec(new BuildImageResultCallback())
                .awaitImageId(1, TimeUnit.MINUTES);
        return tag;
    }

    /** Takes the name of an image from the engine, and the image with it if it has no other. */
    void forget(String image) {
        boolean unused = engine.callRepeatable("Removing image " + image, client -> {
            try {
                client.removeImageCmd(image).exec();
                return true;
            } catch (NotFoundException e) {
                return false;
            }
        });
    }

    /** Has an image removed at the end. */
    void leave(ImageReference image) {
        images.add(image.name() + ":" + image.tag().orElseThrow());
        image.digest().ifPresent(digest -> images.add(image.name() + "@" + digest));
    }

    String container(String part) {
        return "cdn_" + name + "_registry_" + part;
    }

    void stop(String part) {
        boolean unused = engine.call("Stopping " + part, client -> {
            client.stopContainerCmd(container(part)).exec();
            return true;
        });
    }

    /** All objects that are labelled as this registry's, by name, with their ids. */
    Map<String, String> objects() {
        Map<String, String> found = new TreeMap<>();
        Map<String, String> label = Map.of("io.cdntopology.name", name.value());
        return engine.callRepeatable("Listing", client -> {
            client.listContainersCmd()
                    .withShowAll(true)
                    .withLabelFilter(label)
                    .exec()
                    .forEach(container -> found.put(container.getNames()[0].substring(1), container.getId()));
            client.listVolumesCmd()
                    .withFilter("label", Set.of("io.cdntopology.name=" + name))
                    .exec()
                    .getVolumes()
                    .forEach(volume -> found.put(volume.getName(), ""));
            client.listNetworksCmd()
                    .withNameFilter("cdn_" + name)
                    .exec()
                    .forEach(network -> found.put(network.getName(), network.getId()));
            return found;
        });
    }

    /** What the engine shows of a container to everybody who may ask it: settings, processes and log. */
    String shown(String part) throws Exception {
        String inspected = engine.callRepeatable("Inspecting", client -> {
            try {
                return DockerClientConfig.getDefaultObjectMapper()
                        .writeValueAsString(
                                client.inspectContainerCmd(container(part)).exec());
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        String processes = engine.callRepeatable(
                "Listing processes",
                client -> Arrays.deepToString(
                        client.topContainerCmd(container(part)).exec().getProcesses()));
        return inspected + processes + log(part);
    }

    String log(String part) throws Exception {
        StringBuilder log = new StringBuilder();
        boolean unused = engine.streams()
                .logContainerCmd(container(part))
                .withStdOut(true)
                .withStdErr(true)
                .withTail(500)
                .exec(new ResultCallback.Adapter<Frame>() {
                    @Override
                    public void onNext(Frame frame) {
                        log.append(new String(frame.getPayload(), StandardCharsets.UTF_8));
                    }
                })
                .awaitCompletion(20, TimeUnit.SECONDS);
        return log.toString().toLowerCase(Locale.ROOT);
    }

    @Override
    public void close() {
        try (engine;
                registry) {
            registry.destroy();
            images.forEach(this::forget);
        }
    }
}
