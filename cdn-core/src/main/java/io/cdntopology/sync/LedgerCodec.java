package io.cdntopology.sync;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.release.CommitId;
import io.cdntopology.release.Release;
import io.cdntopology.release.TreeId;
import io.cdntopology.spi.Entry;
import io.cdntopology.topology.EdgeId;
import io.cdntopology.topology.HostId;
import java.io.IOException;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The values of the coordination store as text: small, versioned JSON. */
final class LedgerCodec {
    private static final int VERSION = 1;

    private final FlatJson json = new FlatJson();

    /** What a leader writes of itself: the revision is that of the writing. */
    String encodeLeader(String by, Instant since) {
        Map<String, String> fields = versioned();
        fields.put("by", by);
        fields.put("since", since.toString());
        return json.write(fields);
    }

    Leader leader(Entry entry) {
        return decode(
                entry,
                fields -> new Leader(
                        field(fields, "by"), Instant.parse(field(fields, "since")), entry.changedRevision()));
    }

    String encode(Desired desired) {
        Map<String, String> fields = versioned();
        putRelease(fields, desired.release());
        fields.put("source", desired.source());
        fields.put("by", desired.by());
        fields.put("reason", desired.reason());
        fields.put("at", desired.at().toString());
        fields.put("sequence", Long.toString(desired.sequence()));
        desired.configuration().ifPresent(configuration -> {
            fields.put("configuration", configuration.commit().value());
            fields.put("configurationTree", configuration.tree().value());
        });
        return json.write(fields);
    }

    Desired desired(Entry entry) {
        return decode(
                entry,
                fields -> new Desired(
                        release(fields),
                        field(fields, "source"),
                        field(fields, "by"),
                        field(fields, "reason"),
                        Instant.parse(field(fields, "at")),
                        Long.parseLong(field(fields, "sequence")),
                        configuration(fields)
                                .map(commit -> new Release(commit, new TreeId(field(fields, "configurationTree"))))));
    }

    String encode(Coming coming) {
        Map<String, String> fields = versioned();
        fields.put("commit", coming.commit().value());
        coming.configuration().ifPresent(configuration -> fields.put("configuration", configuration.value()));
        return json.write(fields);
    }

    Coming coming(Entry entry) {
        return decode(entry, fields -> new Coming(new CommitId(field(fields, "commit")), configuration(fields)));
    }

    String encode(Quarantine quarantine) {
        Map<String, String> fields = versioned();
        fields.put("commit", quarantine.commit().value());
        fields.put("reason", quarantine.reason());
        fields.put("by", quarantine.by());
        fields.put("at", quarantine.at().toString());
        return json.write(fields);
    }

    Quarantine quarantine(Entry entry) {
        return decode(
                entry,
                fields -> new Quarantine(
                        new CommitId(field(fields, "commit")),
                        field(fields, "reason"),
                        field(fields, "by"),
                        Instant.parse(field(fields, "at"))));
    }

    String encode(HostReport report) {
        Map<String, String> fields = versioned();
        fields.put("host", report.host().value());
        fields.put("state", report.state().name());
        report.live().ifPresent(live -> putRelease(fields, live));
        report.prepared().ifPresent(commit -> fields.put("prepared", commit.value()));
        fields.put("detail", report.detail());
        fields.put("at", report.at().toString());
        return json.write(fields);
    }

    HostReport hostReport(Entry entry) {
        return decode(
                entry,
                fields -> new HostReport(
                        new HostId(field(fields, "host")),
                        HostReport.State.valueOf(field(fields, "state")),
                        fields.containsKey("commit") ? Optional.of(release(fields)) : Optional.empty(),
                        Optional.ofNullable(fields.get("prepared")).map(CommitId::new),
                        field(fields, "detail"),
                        Instant.parse(field(fields, "at"))));
    }

    String encode(EdgeReport report) {
        Map<String, String> fields = versioned();
        fields.put("edge", report.edge().value());
        fields.put("address", report.address().toString());
        report.commit().ifPresent(commit -> fields.put("commit", commit.value()));
        fields.put("trouble", report.trouble());
        fields.put("since", report.since().toString());
        return json.write(fields);
    }

    EdgeReport edgeReport(Entry entry) {
        return decode(
                entry,
                fields -> new EdgeReport(
                        new EdgeId(field(fields, "edge")),
                        URI.create(field(fields, "address")),
                        Optional.ofNullable(fields.get("commit")).map(CommitId::new),
                        field(fields, "trouble"),
                        Instant.parse(field(fields, "since"))));
    }

    private static Map<String, String> versioned() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("version", Integer.toString(VERSION));
        return fields;
    }

    private static void putRelease(Map<String, String> fields, Release release) {
        fields.put("commit", release.commit().value());
        fields.put("tree", release.tree().value());
    }

    private static Release release(Map<String, String> fields) {
        return new Release(new CommitId(field(fields, "commit")), new TreeId(field(fields, "tree")));
    }

    private static Optional<CommitId> configuration(Map<String, String> fields) {
        return Optional.ofNullable(fields.get("configuration")).map(CommitId::new);
    }

    private static String field(Map<String, String> fields, String name) {
        String value = fields.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the field '" + name + "' is missing");
        }
        return value;
    }

    private <T> T decode(Entry entry, Function<Map<String, String>, T> constructor) {
        try {
            Map<String, String> fields = json.read(entry.value());
            int version = Integer.parseInt(field(fields, "version"));
            if (version > VERSION) {
                throw unreadable(
                        entry,
                        "it has version " + version + ", this library reads up to " + VERSION,
                        "update the library here, or the one that wrote it back",
                        null);
            }
            return constructor.apply(fields);
        } catch (IOException | DateTimeException | IllegalArgumentException e) {
            throw unreadable(entry, String.valueOf(e.getMessage()), "delete the key, or restore its value", e);
        }
    }

    private static CdnException unreadable(Entry entry, String why, String fix, @Nullable Throwable cause) {
        return CdnException.of(
                ErrorCode.COORDINATION_VALUE_UNREADABLE,
                "Reading the coordination store",
                new Problem(entry.key().value(), why, fix),
                cause);
    }
}
