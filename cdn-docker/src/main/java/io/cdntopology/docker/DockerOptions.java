package io.cdntopology.docker;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.topology.TopologyName;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The options of a {@link DockerPlatform} that were set; their names in messages are those of its methods.
 *
 * @param edgeImage     what edges run
 * @param agentImage    the Java that the agent runs on
 * @param agentJar      the agent
 * @param address       where edges listen
 * @param workDirectory what the application keeps, for all networks
 * @param credentials   who pulls images
 * @param adopted       the content container of others that is taken over
 */
record DockerOptions(
        Optional<String> edgeImage,
        Optional<String> agentImage,
        Optional<Path> agentJar,
        Optional<InetAddress> address,
        Optional<Path> workDirectory,
        Optional<RegistryCredentials> credentials,
        Optional<ContainerName> adopted) {
    static final DockerOptions NONE = new DockerOptions(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    static final String ATTEMPTED = "Describing the Docker platform";

    DockerOptions withEdgeImage(String value) {
        Optional<String> image = first("edgeImage", edgeImage, image("edgeImage", value));
        return new DockerOptions(image, agentImage, agentJar, address, workDirectory, credentials, adopted);
    }

    DockerOptions withAgentImage(String value) {
        Optional<String> image = first("agentImage", agentImage, image("agentImage", value));
        return new DockerOptions(edgeImage, image, agentJar, address, workDirectory, credentials, adopted);
    }

    DockerOptions withAgentJar(Path value) {
        Optional<Path> jar = first("agentJar", agentJar, value.toAbsolutePath());
        return new DockerOptions(edgeImage, agentImage, jar, address, workDirectory, credentials, adopted);
    }

    DockerOptions withAddress(InetAddress value) {
        Optional<InetAddress> listening = first("address", address, value);
        return new DockerOptions(edgeImage, agentImage, agentJar, listening, workDirectory, credentials, adopted);
    }

    DockerOptions withWorkDirectory(Path value) {
        Optional<Path> directory =
                first("workDirectory", workDirectory, value.toAbsolutePath().normalize());
        return new DockerOptions(edgeImage, agentImage, agentJar, address, directory, credentials, adopted);
    }

    DockerOptions withCredentials(RegistryCredentials value) {
        Optional<RegistryCredentials> given = first("registryCredentials", credentials, value);
        return new DockerOptions(edgeImage, agentImage, agentJar, address, workDirectory, given, adopted);
    }

    DockerOptions withAdopted(String value) {
        Optional<ContainerName> container = first("adopt", adopted, container(value));
        return new DockerOptions(edgeImage, agentImage, agentJar, address, workDirectory, credentials, container);
    }

    String edgeImageName() {
        return edgeImage.orElse(OfficialImages.NGINX);
    }

    String agentImageName() {
        return agentImage.orElse(OfficialImages.JAVA);
    }

    /** The directory of one network. */
    Path workDirectory(TopologyName name) {
        return workDirectory.orElseGet(DockerOptions::cache).resolve(name.value());
    }

    private static Path cache() {
        String configured = System.getenv("XDG_CACHE_HOME");
        Path caches = configured == null || configured.isEmpty()
                ? Path.of(System.getProperty("user.home", "."), ".cache")
                : Path.of(configured);
        return caches.resolve("cdn-topology").resolve("networks").toAbsolutePath();
    }

    private static String image(String option, String reference) {
        try {
            ImageReference unused = ImageReference.parse(reference);
            return reference;
        } catch (CdnException e) {
            Problem problem = e.problems().get(0);
            throw invalid(option, problem.why(), problem.fix());
        }
    }

    private static ContainerName container(String name) {
        try {
            return new ContainerName(name);
        } catch (CdnException e) {
            Problem problem = e.problems().get(0);
            throw invalid("adopt", problem.why(), problem.fix());
        }
    }

    private static <T> Optional<T> first(String option, Optional<T> before, T value) {
        if (before.isPresent()) {
            throw CdnException.of(
                    ErrorCode.OPTION_SET_TWICE,
                    ATTEMPTED,
                    new Problem(option, "it is " + before.get() + " already", "set it once"));
        }
        return Optional.of(value);
    }

    static CdnException invalid(String option, String why, String fix) {
        return CdnException.of(ErrorCode.INVALID_ARGUMENT, ATTEMPTED, new Problem(option, why, fix));
    }
}
