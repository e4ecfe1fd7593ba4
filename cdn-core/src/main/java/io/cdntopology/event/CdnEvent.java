package io.cdntopology.event;

import io.cdntopology.failure.CdnException;
import io.cdntopology.release.CommitId;
import io.cdntopology.release.Release;
import io.cdntopology.topology.EdgeId;
import io.cdntopology.topology.HostId;
import io.cdntopology.topology.PartId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** Something that happened in a content delivery network. */
public sealed interface CdnEvent {
    /** A release became the wanted one. */
    record Published(Release release, String summary, Duration fetch) implements CdnEvent {
        /**
         * @param summary the first line of the commit message
         * @param fetch   how long asking the source and bringing the commit close took
         */
        public Published {
            Objects.requireNonNull(release, "release");
            Objects.requireNonNull(summary, "summary");
            Objects.requireNonNull(fetch, "fetch");
        }
    }

    /** The source could not be published; what is live stays live. */
    record PublishFailed(CdnException reason) implements CdnEvent {
        public PublishFailed {
            Objects.requireNonNull(reason, "reason");
        }
    }

    /** A host made a release its live one. */
    record Activated(HostId host, Release release, StageTimes times) implements CdnEvent {
        public Activated {
            Objects.requireNonNull(host, "host");
            Objects.requireNonNull(release, "release");
            Objects.requireNonNull(times, "times");
        }
    }

    /** A host cannot make the wanted release its live one at the moment, and tries again by itself. */
    record SyncWaiting(HostId host, Duration retryAfter, CdnException reason) implements CdnEvent {
        public SyncWaiting {
            Objects.requireNonNull(host, "host");
            Objects.requireNonNull(retryAfter, "retryAfter");
            Objects.requireNonNull(reason, "reason");
        }
    }

    /** A host cannot make the wanted release its live one until somebody changes something. */
    record SyncStalled(HostId host, CdnException reason) implements CdnEvent {
        public SyncStalled {
            Objects.requireNonNull(host, "host");
            Objects.requireNonNull(reason, "reason");
        }
    }

    /** A host found files that are not what git says they are, and took them out of service before they were served. */
    record DamageFound(HostId host, int trees) implements CdnEvent {
        public DamageFound {
            Objects.requireNonNull(host, "host");
        }
    }

    /** An edge itself named the wanted release for the first time. */
    record EdgeServing(EdgeId edge, CommitId commit, Duration sincePublished) implements CdnEvent {
        public EdgeServing {
            Objects.requireNonNull(edge, "edge");
            Objects.requireNonNull(commit, "commit");
            Objects.requireNonNull(sincePublished, "sincePublished");
        }
    }

    /** A commit was quarantined, and an earlier release became the wanted one again. */
    record RolledBack(CommitId quarantined, Release release, String reason) implements CdnEvent {
        public RolledBack {
            Objects.requireNonNull(quarantined, "quarantined");
            Objects.requireNonNull(release, "release");
            Objects.requireNonNull(reason, "reason");
        }
    }

    /** Something that happened to the configuration of edges, as the same happens to content. */
    record OfConfiguration(CdnEvent event) implements CdnEvent {
        public OfConfiguration {
            Objects.requireNonNull(event, "event");
        }
    }

    /** A server takes a configuration that it is tried with, or that an edge gets, and says something against it. */
    record ConfigurationWarned(CommitId configuration, List<String> warnings) implements CdnEvent {
        public ConfigurationWarned {
            Objects.requireNonNull(configuration, "configuration");
            warnings = List.copyOf(warnings);
        }
    }

    /** An edge serves by another configuration, and was seen to. */
    record EdgeConfigured(EdgeId edge, CommitId configuration) implements CdnEvent {
        public EdgeConfigured {
            Objects.requireNonNull(edge, "edge");
            Objects.requireNonNull(configuration, "configuration");
        }
    }

    /** Edges got the configuration back that they had before, as another one did not do. */
    record ConfigurationUndone(List<EdgeId> edges, CdnException reason) implements CdnEvent {
        public ConfigurationUndone {
            edges = List.copyOf(edges);
            Objects.requireNonNull(reason, "reason");
        }
    }

    /** An edge shows another certificate than before, and was seen to. */
    record CertificateRenewed(EdgeId edge, Instant notAfter) implements CdnEvent {
        public CertificateRenewed {
            Objects.requireNonNull(edge, "edge");
            Objects.requireNonNull(notAfter, "notAfter");
        }
    }

    /** There may be another certificate, and it cannot be used; edges keep what they have. Told once for each reason. */
    record CertificateRefused(CdnException reason) implements CdnEvent {
        public CertificateRefused {
            Objects.requireNonNull(reason, "reason");
        }
    }

    /** A release listener threw, and is called again by itself. */
    record ListenerFailed(Release release, Duration retryAfter, CdnException reason) implements CdnEvent {
        public ListenerFailed {
            Objects.requireNonNull(release, "release");
            Objects.requireNonNull(retryAfter, "retryAfter");
            Objects.requireNonNull(reason, "reason");
        }
    }

    /**
     * An image is being pulled; told now and then.
     *
     * @param image      its name
     * @param bytesDone  how much of it is there
     * @param bytesTotal how much of it is known of so far
     */
    record ImagePulling(String image, long bytesDone, long bytesTotal) implements CdnEvent {
        public ImagePulling {
            Objects.requireNonNull(image, "image");
        }
    }

    /** A part of the infrastructure was made, and answers if it is an edge. */
    record PartCreated(PartId part, String reason) implements CdnEvent {
        public PartCreated {
            Objects.requireNonNull(part, "part");
            Objects.requireNonNull(reason, "reason");
        }
    }

    /** A part of the infrastructure that had stopped was started. */
    record PartStarted(PartId part, String reason) implements CdnEvent {
        public PartStarted {
            Objects.requireNonNull(part, "part");
            Objects.requireNonNull(reason, "reason");
        }
    }

    /** A part of the infrastructure was removed and made anew. */
    record PartReplaced(PartId part, String reason) implements CdnEvent {
        public PartReplaced {
            Objects.requireNonNull(part, "part");
            Objects.requireNonNull(reason, "reason");
        }
    }

    /** A part of the infrastructure was removed. */
    record PartRemoved(PartId part, String reason) implements CdnEvent {
        public PartRemoved {
            Objects.requireNonNull(part, "part");
            Objects.requireNonNull(reason, "reason");
        }
    }

    /** What exists could not be made what is wanted; it is tried again. */
    record RepairFailed(CdnException reason) implements CdnEvent {
        public RepairFailed {
            Objects.requireNonNull(reason, "reason");
        }
    }
}
