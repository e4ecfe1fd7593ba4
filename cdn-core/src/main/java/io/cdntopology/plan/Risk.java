package io.cdntopology.plan;

/** What users or publishers of a network notice while a step is taken. */
public enum Risk {
    NONE("nobody notices"),
    RELEASES_WAIT("what is live stays live, and new releases wait meanwhile"),
    EDGE_AWAY("requests to this edge fail meanwhile"),
    EDGE_GONE("requests to this edge fail from then on"),
    DATA_LOST("what is in it is lost");

    private final String text;

    Risk(String text) {
        this.text = text;
    }

    /** What it means, for people to read. */
    @Override
    public String toString() {
        return text;
    }
}
