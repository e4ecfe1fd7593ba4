package io.cdntopology.git;

import io.cdntopology.release.EntryName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.util.RawParseUtils;

/**
 * A commit or tag, taken apart as git does: what was signed, and the signature. Where git would choose one of several readings,
 * it is refused.
 */
final class SignedObject {
    private static final int MAX_SIGNATURE_CHARACTERS = 64 * 1024;

    private static final String HEADERS_END = "\n\n";
    private static final String COMMIT_SIGNATURE = "gpgsig ";
    private static final String ANY_SIGNATURE = "gpgsig";

    /** The beginnings of signatures that git knows at the end of a tag. */
    private static final Pattern BEGINNING = Pattern.compile(
            "^-----BEGIN (?:SSH SIGNATURE|PGP SIGNATURE|PGP MESSAGE|SIGNED MESSAGE)-----", Pattern.MULTILINE);

    private static final String AGAIN = "make it anew, with git";

    private final byte[] payload;
    private final Optional<String> signature;
    private final Instant when;

    private SignedObject(byte[] payload, Optional<String> signature, Instant when) {
        this.payload = payload;
        this.signature = signature;
        this.when = when;
    }

    /** What was signed. */
    byte[] payload() {
        return payload;
    }

    /** The text of the signature, without the end of its last line; empty if there is none. */
    Optional<String> signature() {
        return signature;
    }

    /** When it was made, as its committer or tagger says; that is signed, too. */
    Instant when() {
        return when;
    }

    /** A commit with this tree. Its signature is a header, and its payload all the rest. */
    static SignedObject commit(byte[] raw, ObjectId tree) throws SignatureRefusal {
        String text = text(raw);
        String headers = headers(text);
        StringBuilder payload = new StringBuilder();
        StringBuilder signature = new StringBuilder();
        boolean inSignature = false;
        for (String line : headers.split("\n", -1)) {
            boolean begins = line.startsWith(ANY_SIGNATURE);
            if (begins && (!signature.isEmpty() || !line.startsWith(COMMIT_SIGNATURE))) {
                throw new SignatureRefusal("it has more than one signature, or one of an unknown kind", AGAIN);
            }
            inSignature = begins || (inSignature && line.startsWith(" "));
            if (inSignature) {
                signature
                        .append(line.substring(begins ? COMMIT_SIGNATURE.length() : 1))
                        .append('\n');
            } else {
                payload.append(line).append('\n');
            }
        }
        payload.append(text.substring(headers.length() + 1));
        if (payload.indexOf("tree " + tree.name() + "\n") != 0) {
            throw new SignatureRefusal("what was signed is no commit of its content", AGAIN);
        }
        byte[] signed = bytes(payload.toString());
        return new SignedObject(
                signed, present(signature.toString()), when(signed, RawParseUtils.committer(signed, 0)));
    }

    /** A tag that has one of these names and is for this commit. Its signature is the end of its message, and its payload all before. */
    static SignedObject tag(byte[] raw, Predicate<String> names, ObjectId commit) throws SignatureRefusal {
        String text = text(raw);
        String headers = headers(text);
        List<String> lines = List.of(headers.split("\n", -1));
        if (lines.stream().anyMatch(line -> line.startsWith(ANY_SIGNATURE))) {
            throw new SignatureRefusal("it has a signature of an unknown kind", AGAIN);
        }
        if (lines.size() < 3 || !lines.subList(0, 2).equals(List.of("object " + commit.name(), "type commit"))) {
            throw new SignatureRefusal("it does not name the commit itself", "tag the commit, not another tag");
        }
        String named = lines.get(2);
        if (!named.startsWith("tag ") || !names.test(named.substring("tag ".length()))) {
            throw new SignatureRefusal(
                    "it was signed under another name, as '" + EntryName.printable(named) + "'",
                    "make one of this name: git tag -s");
        }
        Matcher beginning = BEGINNING.matcher(text);
        int end = beginning.find(headers.length()) ? beginning.start() : text.length();
        if (end < text.length() && beginning.find()) {
            throw new SignatureRefusal("it has more than one signature", AGAIN);
        }
        byte[] signed = bytes(text.substring(0, end));
        return new SignedObject(signed, present(text.substring(end)), when(signed, RawParseUtils.tagger(signed, 0)));
    }

    /** Each byte as a character of its own. */
    private static String text(byte[] raw) {
        return new String(raw, StandardCharsets.ISO_8859_1);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String headers(String text) throws SignatureRefusal {
        int end = text.indexOf(HEADERS_END);
        if (end < 0) {
            throw new SignatureRefusal("it has no message", AGAIN);
        }
        return text.substring(0, end);
    }

    private static Instant when(byte[] signed, int position) throws SignatureRefusal {
        PersonIdent who = position < 0 ? null : RawParseUtils.parsePersonIdent(signed, position);
        if (who == null) {
            throw new SignatureRefusal("it does not say who made it and when", AGAIN);
        }
        return who.getWhenAsInstant();
    }

    /** Some servers put empty lines after a signature. */
    private static Optional<String> present(String signature) throws SignatureRefusal {
        if (signature.length() > MAX_SIGNATURE_CHARACTERS) {
            throw new SignatureRefusal("its signature is larger than 64 KiB", AGAIN);
        }
        int end = signature.length();
        while (end > 0 && signature.charAt(end - 1) == '\n') {
            end--;
        }
        return end == 0 ? Optional.empty() : Optional.of(signature.substring(0, end));
    }
}
