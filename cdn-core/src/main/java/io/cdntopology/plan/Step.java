package io.cdntopology.plan;

import io.cdntopology.topology.EdgeId;
import io.cdntopology.topology.EdgeSpec;
import java.util.Objects;
import java.util.function.Function;

/** One change to the infrastructure, with the reason for it. */
public sealed interface Step {
    /** The edge that it changes. */
    EdgeId edge();

    /** Why it is necessary, for people to read. */
    String reason();

    /** Takes the step apart: exactly one of the functions is called. */
    <T> T fold(Function<CreateEdge, T> create, Function<RemoveEdge, T> remove);

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

        @Override
        public <T> T fold(Function<CreateEdge, T> create, Function<RemoveEdge, T> remove) {
            return create.apply(this);
        }
    }

    /** Removes an edge. */
    record RemoveEdge(EdgeId edge, String reason) implements Step {
        public RemoveEdge {
            Objects.requireNonNull(edge, "edge");
            Objects.requireNonNull(reason, "reason");
        }

        @Override
        public <T> T fold(Function<CreateEdge, T> create, Function<RemoveEdge, T> remove) {
            return remove.apply(this);
        }
    }
}
