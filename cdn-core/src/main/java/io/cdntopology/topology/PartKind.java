package io.cdntopology.topology;

import java.util.Locale;

/** What a part of the infrastructure is, in the order in which parts need each other. */
public enum PartKind {
    /** A network that containers reach each other by. */
    NETWORK,
    /** Data that outlives the containers that use it. */
    VOLUME,
    /** The container that owns the volumes edges serve from; it never runs. */
    CONTENT,
    /** A container beside the edges, such as a member of the coordination store. */
    SERVICE,
    /** The container that keeps the content of its host in sync. */
    AGENT,
    /** What answers users. */
    EDGE;

    /** Its name in lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
