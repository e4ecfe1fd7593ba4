package io.cdntopology.operate;

import io.cdntopology.spi.Coordination;
import io.cdntopology.spi.ManagedCoordination;
import io.cdntopology.spi.PlatformSession;
import io.cdntopology.topology.TopologyName;

/** Who coordinates a network: a store that is there already, or one that its platform runs. Immutable. */
public final class Coordinator {
    private final String location;
    private final Start start;

    private interface Start {
        Coordination on(PlatformSession platform, TopologyName name);
    }

    private Coordinator(String location, Start start) {
        this.location = location;
        this.start = start;
    }

    /** A store that is there already. */
    public static Coordinator existing(Coordination coordination) {
        return new Coordinator(coordination.location(), (platform, name) -> coordination);
    }

    /** A store that the platform is to run. */
    public static Coordinator managed(ManagedCoordination coordination) {
        return new Coordinator(
                coordination.location(),
                (platform, name) -> coordination.at(platform.run(coordination.services(name))));
    }

    /** The store; one that the platform is to run runs then. */
    Coordination on(PlatformSession platform, TopologyName name) {
        return start.on(platform, name);
    }

    /** Where it is, or what it is, for people to read; without user names and passwords. */
    @Override
    public String toString() {
        return location;
    }
}
