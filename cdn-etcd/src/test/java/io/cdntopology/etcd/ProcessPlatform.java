package io.cdntopology.etcd;

import io.cdntopology.embedded.Embedded;
import io.cdntopology.event.CdnEvent;
import io.cdntopology.observed.ObservedPart;
import io.cdntopology.spi.Blueprint;
import io.cdntopology.spi.ContainerPlatform;
import io.cdntopology.spi.ContentHost;
import io.cdntopology.spi.PlatformSession;
import io.cdntopology.topology.Part;
import io.cdntopology.topology.PartId;
import io.cdntopology.topology.PartKind;
import io.cdntopology.topology.ServiceSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Embedded edges, and services as processes on this machine: the command of the container runs, with the names of the
 * containers and their ports replaced by ports of the loopback.
 */
final class ProcessPlatform implements ContainerPlatform, AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";

    private final Path directory;
    private final ContainerPlatform edges;
    private final Map<String, Running> services = new LinkedHashMap<>();

    private record Running(Process process, InetSocketAddress address) {}

    ProcessPlatform(Path directory) {
        this.directory = directory;
        this.edges = Embedded.platform(directory.resolve("edges"));
    }

    @Override
    public String location() {
        return "processes";
    }

    @Override
    public PlatformSession open(Blueprint blueprint, Consumer<CdnEvent> events) {
        return new Session(edges.open(Blueprint.of(blueprint.topology()), events), blueprint.services());
    }

    private void run(List<ServiceSpec> wanted) {
        try {
            Map<String, String> addresses = new LinkedHashMap<>();
            for (ServiceSpec service : wanted) {
                String client = LOOPBACK + ":" + freePort();
                String peer = LOOPBACK + ":" + freePort();
                addresses.put("//" + service.name() + ":" + service.port(), "//" + client);
                addresses.put("//" + service.name() + ":2380", "//" + peer);
            }
            for (ServiceSpec service : wanted) {
                if (!services.containsKey(service.name())) {
                    services.put(service.name(), start(service, addresses));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Running start(ServiceSpec service, Map<String, String> addresses) throws IOException {
        String client = addresses.get("//" + service.name() + ":" + service.port());
        String peer = addresses.get("//" + service.name() + ":2380");
        List<String> command = new ArrayList<>();
        for (String argument : service.command()) {
            String local = argument.replace(
                            service.dataDirectory(),
                            directory.resolve(service.name()).toString())
                    .replace("//0.0.0.0:" + service.port(), client)
                    .replace("//0.0.0.0:2380", peer);
            for (Map.Entry<String, String> address : addresses.entrySet()) {
                local = local.replace(address.getKey(), address.getValue());
            }
            command.add(local);
        }
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve(service.name() + ".log").toFile())
                .start();
        int port = Integer.parseInt(client.substring(client.lastIndexOf(':') + 1));
        return new Running(process, InetSocketAddress.createUnresolved(LOOPBACK, port));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** How many services run. */
    long running() {
        return services.values().stream()
                .filter(service -> service.process().isAlive())
                .count();
    }

    @Override
    public void close() {
        services.values().forEach(ProcessPlatform::end);
    }

    private static void end(Running service) {
        service.process().destroyForcibly().onExit().join();
    }

    /** Services are made all at once, as each is told where the others are. */
    private final class Session implements PlatformSession {
        private final PlatformSession session;
        private final List<ServiceSpec> wanted;

        Session(PlatformSession session, List<ServiceSpec> wanted) {
            this.session = session;
            this.wanted = wanted;
        }

        @Override
        public List<Part> wanted() {
            return Stream.concat(
                            wanted.stream()
                                    .map(service -> Part.of(new PartId(PartKind.SERVICE, service.name()), Map.of())),
                            session.wanted().stream())
                    .toList();
        }

        @Override
        public List<ObservedPart> observe() {
            synchronized (services) {
                return Stream.concat(
                                services.entrySet().stream()
                                        .map(service -> new ObservedPart(
                                                new PartId(PartKind.SERVICE, service.getKey()),
                                                new TreeMap<>(),
                                                Optional.empty(),
                                                Optional.of(service.getValue().address()))),
                                session.observe().stream())
                        .toList();
            }
        }

        @Override
        public void create(PartId part) {
            if (part.kind() != PartKind.SERVICE) {
                session.create(part);
                return;
            }
            synchronized (services) {
                run(wanted);
            }
        }

        @Override
        public void start(PartId part) {
            create(part);
        }

        @Override
        public void remove(PartId part) {
            if (part.kind() != PartKind.SERVICE) {
                session.remove(part);
                return;
            }
            synchronized (services) {
                Optional.ofNullable(services.remove(part.name())).ifPresent(ProcessPlatform::end);
            }
        }

        @Override
        public void onChange(Runnable listener) {}

        @Override
        public List<ContentHost> hosts() {
            return session.hosts();
        }

        @Override
        public Path workDirectory() {
            return session.workDirectory();
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
