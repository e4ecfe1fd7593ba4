package io.cdntopology.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A content container that others made, as it is named by whoever wants it adopted.
 *
 * @param host where it is
 * @param name its name
 */
record AdoptedContent(DockerHost host, String name) {
    private static final String RECIPE = "docker create -v /etc/nginx -v /www --name %s nginx /bin/true";

    /**
     * Finds its volumes.
     *
     * @throws CdnException with {@code NOT_ADOPTABLE} if there is no such container, or it is none that can be adopted,
     *     naming all that is wrong
     */
    AdoptedVolumes find(EngineConnection engine) {
        InspectContainerResponse container = engine.callRepeatable(
                        attempted(), client -> ContainerMaker.inspect(client, name))
                .orElseThrow(() -> failure(List.of(missing())));
        List<Problem> problems = new ArrayList<>();
        Labels.networkIn(container.getConfig().getLabels())
                .ifPresent(network -> problems.add(problem(
                        "it is part of the network '" + network + "' of this library",
                        "leave adopt out: each network has its own; or name a container that others made")));
        String www = volume(container, EdgeFiles.CONTENT_ROOT, problems);
        String configuration = volume(container, EdgeFiles.CONFIGURATION, problems);
        if (!problems.isEmpty()) {
            throw failure(problems);
        }
        return new AdoptedVolumes(name, www, configuration);
    }

    /** The volume, or the directory of the host, that it has there; where it has none, that is a problem. */
    private String volume(InspectContainerResponse container, String path, List<Problem> problems) {
        Optional<InspectContainerResponse.Mount> mount = Optional.ofNullable(container.getMounts()).stream()
                .flatMap(List::stream)
                .filter(candidate -> candidate.getDestination() != null
                        && path.equals(candidate.getDestination().getPath()))
                .findFirst();
        if (mount.filter(found -> Boolean.TRUE.equals(found.getRW())).isEmpty()) {
            problems.add(problem(
                    (mount.isEmpty() ? "it has no volume at " : "it may only read its volume at ") + path,
                    "make it anew by " + RECIPE.formatted(name)));
        }
        return mount.map(found -> Objects.requireNonNullElse(found.getName(), ""))
                .filter(volume -> !volume.isEmpty())
                .or(() -> mount.map(InspectContainerResponse.Mount::getSource))
                .orElse("");
    }

    /** It, or the volumes that were found, are not there any more. */
    Problem missing() {
        return problem(
                "there is no such container at " + host + ", or not any more",
                "correct the name, or make it by " + RECIPE.formatted(name) + ", then start again");
    }

    Problem problem(String why, String fix) {
        return new Problem("adopt(\"" + name + "\")", why, fix);
    }

    CdnException failure(List<Problem> problems) {
        return CdnException.of(ErrorCode.NOT_ADOPTABLE, attempted(), problems);
    }

    private String attempted() {
        return "Adopting the container " + name;
    }
}
