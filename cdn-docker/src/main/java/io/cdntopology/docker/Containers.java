package io.cdntopology.docker;

import com.github.dockerjava.api.command.ListContainersCmd;
import com.github.dockerjava.api.model.Container;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Names and ids of the containers of an engine, running or not, one by the other.
 *
 * <p>Engines filter names by an expression that matches anywhere, and take a name for the beginning of an id where no
 * container has it. Here only what is exactly meant is found, never a stranger of a similar
 * name. Thread-safe; failures as those of {@link EngineConnection}.
 *
 * @param engine that they are on
 */
record Containers(EngineConnection engine) {
    private static final Pattern ID_START = Pattern.compile("[0-9a-f]{1,64}");

    /** The id of the container of a name; empty if there is none. */
    Optional<ContainerId> idOf(ContainerName name) {
        // Every character of a name but the dot stands for itself in an expression.
        String expression = "^/?" + name.value().replace(".", "\\.") + "$";
        return list(Map.of("name", List.of(expression)), "Looking for container " + name).stream()
                .filter(container -> name(container).filter(name::equals).isPresent())
                .map(container -> new ContainerId(container.getId()))
                .findFirst();
    }

    /** The name of a container; empty if it does not exist any more. */
    Optional<ContainerName> nameOf(ContainerId id) {
        return list(Map.of("id", List.of(id.value())), "Looking for container " + id.shortForm()).stream()
                .filter(container -> id.value().equals(container.getId()))
                .findFirst()
                .flatMap(Containers::name);
    }

    /**
     * The container whose id begins so; empty if there is none.
     *
     * @param start 1 to 64 of {@code 0-9 a-f}
     * @throws CdnException with {@code INVALID_ARGUMENT} if it is no such text, or several ids begin so
     */
    Optional<ContainerId> startingWith(String start) {
        String attempted = "Looking for a container by the beginning of its id";
        if (!ID_START.matcher(start).matches()) {
            throw invalid(attempted, "'" + start + "' is no beginning of an id", "give 1 to 64 of 0-9 and a-f");
        }
        // Engines that are asked for a beginning say nothing at all where several ids have it.
        List<ContainerId> found = list(Map.of(), attempted).stream()
                .filter(container -> container.getId().startsWith(start))
                .map(container -> new ContainerId(container.getId()))
                .sorted()
                .toList();
        if (found.size() > 1) {
            String ids = found.stream().map(ContainerId::shortForm).collect(Collectors.joining(", "));
            throw invalid(attempted, "several ids begin with '" + start + "': " + ids, "give more of it");
        }
        return found.stream().findFirst();
    }

    private List<Container> list(Map<String, List<String>> filters, String attempted) {
        return engine.callRepeatable(attempted, client -> {
            ListContainersCmd command = client.listContainersCmd().withShowAll(true);
            filters.forEach(command::withFilter);
            return command.exec();
        });
    }

    /** A container that is being removed may have no name any more; one that others link to has several. */
    static Optional<ContainerName> name(Container container) {
        return Optional.ofNullable(container.getNames()).stream()
                .flatMap(Arrays::stream)
                .flatMap(reported -> ContainerName.reported(reported).stream())
                .findFirst();
    }

    private static CdnException invalid(String attempted, String why, String fix) {
        return CdnException.of(ErrorCode.INVALID_ARGUMENT, attempted, new Problem("container id", why, fix));
    }
}
