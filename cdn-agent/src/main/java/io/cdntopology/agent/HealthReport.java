package io.cdntopology.agent;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.cdntopology.release.CommitId;
import io.cdntopology.topology.HostId;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How an agent is at one moment.
 *
 * @param host     the host
 * @param alive    whether all that it runs does run
 * @param state    where it is
 * @param live     the commit that servers find
 * @param wanted   the commit that is wanted, as far as it is known here
 * @param problems what does not work; without secrets
 */
record HealthReport(
        HostId host,
        boolean alive,
        State state,
        Optional<CommitId> live,
        Optional<CommitId> wanted,
        List<String> problems) {
    private static final JsonFactory JSON = new JsonFactory();

    /** Where an agent is. */
    enum State {
        /** It opens what it needs; after a restart of the machine it verifies what is on the disk. */
        STARTING,
        /** It does not know yet what is wanted, or nothing was published so far. */
        UNKNOWN,
        /** The wanted release is not live yet, and is being brought. */
        SYNCING,
        /** The wanted release could not be made live, and is tried again by itself. */
        WAITING,
        /** The wanted release cannot become live until somebody changes something. */
        STALLED,
        /** The wanted release is live. */
        CONVERGED
    }

    HealthReport {
        problems = List.copyOf(problems);
    }

    /** Whether servers of this host may be sent requests: what is wanted is known, and is what they find. */
    boolean isReady() {
        return alive && state == State.CONVERGED;
    }

    String json() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("host", host.value());
            json.writeBooleanField("alive", alive);
            json.writeBooleanField("ready", isReady());
            json.writeStringField("state", state.name().toLowerCase(Locale.ROOT));
            writeCommit(json, "live", live);
            writeCommit(json, "wanted", wanted);
            json.writeArrayFieldStart("problems");
            for (String problem : problems) {
                json.writeString(problem);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text + "\n";
    }

    private static void writeCommit(JsonGenerator json, String name, Optional<CommitId> commit) throws IOException {
        json.writeFieldName(name);
        if (commit.isPresent()) {
            json.writeString(commit.get().value());
        } else {
            json.writeNull();
        }
    }
}
