package io.cdntopology.plan;

import io.cdntopology.topology.EdgeId;
import io.cdntopology.topology.EdgeSpec;
import java.util.Objects;

/** One change to the infrastructure, with the reason for it. */
public sealed interface Step {
    /** The edge that it changes. */
    EdgeId edge();

    /** Why it is necessary, for people to read. */
    String reason();

    /** Creates an edge and starts it. */
    record CreateEdge(EdgeSpec spec, String reason) implements Step {
        public CreateEdge {
            Objects.requireNonNull(spec, "spec");
            Objects.requireNonNull(reason, "reason");
        }

        @Override
        public EdgeId edge() {
            return spec.id();
        }
    }

    /** Removes an edge. */
    record RemoveEdge(EdgeId edge, String reason) implements Step {
        public RemoveEdge {
            Objects.requireNonNull(edge, "edge");
            Objects.requireNonNull(reason, "reason");
        }
    }
}
