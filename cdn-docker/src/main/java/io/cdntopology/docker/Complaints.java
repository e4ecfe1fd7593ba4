package io.cdntopology.docker;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.spi.Revision;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What nginx says about a configuration that it is to take.
 *
 * @param refusals what it refuses it for
 * @param warnings what it takes it in spite of
 */
record Complaints(List<Complaint> refusals, List<Complaint> warnings) {
    /** {@code nginx: [emerg] …}, or the same as a line of its log. */
    private static final Pattern LINE =
            Pattern.compile("^(?:nginx: |.*? (?=\\[))\\[(?<level>[a-z]+)\\] (?:\\d+#\\d+: )?(?<what>.*)$");

    private static final Pattern PLACE = Pattern.compile("^(?<what>.*) in (?<file>/\\S+):(?<line>\\d+)$");
    private static final String HERE = EdgeFiles.CONFIGURATION + "/";

    /**
     * One of them.
     *
     * @param place the file in the repository and the line; empty if it is about no place
     * @param what  what it says
     */
    record Complaint(String place, String what) {
        @Override
        public String toString() {
            return place.isEmpty() ? what : place + ": " + what;
        }
    }

    /** Of what it wrote. */
    static Complaints in(List<String> lines) {
        Set<Complaint> refusals = new LinkedHashSet<>();
        Set<Complaint> warnings = new LinkedHashSet<>();
        for (String line : lines) {
            Matcher said = LINE.matcher(line);
            if (said.matches()) {
                String level = said.group("level");
                Complaint complaint = complaint(EngineFailures.quoted(said.group("what")));
                (level.equals("warn") || level.equals("notice") ? warnings : refusals).add(complaint);
            }
        }
        return new Complaints(List.copyOf(refusals), List.copyOf(warnings));
    }

    private static Complaint complaint(String what) {
        Matcher place = PLACE.matcher(what);
        if (!place.matches()) {
            return new Complaint("", what);
        }
        String file = place.group("file");
        String inRepository = file.startsWith(HERE) ? file.substring(HERE.length()) : file;
        return new Complaint(inRepository + ":" + place.group("line"), place.group("what"));
    }

    /** The warnings, as people read them. */
    List<String> texts() {
        return warnings.stream().map(Complaint::toString).toList();
    }

    /**
     * The failure that nginx refuses a configuration.
     *
     * @param said all that it wrote, for what is not understood here
     */
    CdnException refused(String attempted, Revision configuration, String said) {
        String commit = "commit " + configuration.release().commit().abbreviated() + " by " + configuration.author();
        List<Problem> problems = new ArrayList<>();
        refusals.forEach(complaint -> problems.add(new Problem(
                (complaint.place().isEmpty() ? "" : complaint.place() + ", ") + commit,
                complaint.what(),
                "correct it and push again")));
        if (problems.isEmpty()) {
            String why = said.isBlank() ? "nginx refuses it and does not say why" : EngineFailures.quoted(said);
            problems.add(new Problem(commit, why, "correct it and push again"));
        }
        return CdnException.of(ErrorCode.CONFIGURATION_REFUSED, attempted, problems);
    }
}
