package io.cdntopology.git;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.release.EntryName;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * Lets in only what somebody trusted signed.
 *
 * <p>Where a branch or a commit is followed, that is the commit. Where tags are, it is the tag: whoever may push can point one that
 * is not signed at any signed commit, such as one that was never to be released. A commit that is asked for by its id may be
 * signed either way.
 */
final class SignatureGate {
    private static final int MAX_OBJECT_BYTES = 1 << 20;

    private final String location;
    private final TrustedSigners signers;
    private final Optional<GitReference.Tagged> tags;
    private final KeptTags kept;

    /**
     * @param tags what is followed, if these are tags
     */
    SignatureGate(String location, TrustedSigners signers, Optional<GitReference.Tagged> tags, KeptTags kept) {
        this.location = location;
        this.signers = signers;
        this.tags = tags;
        this.kept = kept;
    }

    /**
     * Makes sure of what the reference names.
     *
     * @throws CdnException with {@code SIGNATURE_REFUSED}
     */
    void checkNamed(Repository here, Brought brought) throws IOException {
        if (tags.isEmpty()) {
            checkAsked(here, brought);
        } else {
            SignatureRefusal light = new SignatureRefusal("the tag that names it is not signed", "sign it: git tag -s");
            checkTags(here, brought, refused(brought.commit(), light));
        }
    }

    /**
     * Makes sure of a commit, by its own signature or by the tag by which it was let in before.
     *
     * @throws CdnException with {@code SIGNATURE_REFUSED}
     */
    void checkAsked(Repository here, Brought brought) throws IOException {
        ObjectId commit = brought.commit();
        try (RevWalk walk = new RevWalk(here)) {
            ObjectId tree = walk.parseCommit(commit).getTree();
            signers.verify(SignedObject.commit(raw(here, commit, Constants.OBJ_COMMIT), tree));
        } catch (SignatureRefusal refusal) {
            if (!wasTagged(commit)) {
                throw refused(commit, refusal);
            }
        }
    }

    private boolean wasTagged(ObjectId commit) throws IOException {
        Optional<byte[]> tag = tags.isPresent() ? kept.of(commit) : Optional.empty();
        try {
            if (tag.isPresent()) {
                verifyTag(tag.get(), name -> tags.orElseThrow().mayBe(Constants.R_TAGS + name), commit);
            }
            return tag.isPresent();
        } catch (SignatureRefusal refusal) {
            return false;
        }
    }

    /**
     * Makes sure of one of the tags that were brought.
     *
     * @param otherwise what is thrown if there are none
     * @throws CdnException with {@code SIGNATURE_REFUSED}
     */
    void checkTags(Repository here, Brought brought, CdnException otherwise) throws IOException {
        CdnException refused = otherwise;
        for (Map.Entry<String, ObjectId> tag : brought.tags().entrySet()) {
            String name = tag.getKey().substring(Constants.R_TAGS.length());
            try {
                byte[] raw = raw(here, tag.getValue(), Constants.OBJ_TAG);
                verifyTag(raw, name::equals, brought.commit());
                kept.keep(brought.commit(), raw);
                return;
            } catch (SignatureRefusal refusal) {
                refused = refused("tag " + EntryName.printable(name), refusal);
            }
        }
        throw refused;
    }

    private void verifyTag(byte[] raw, Predicate<String> name, ObjectId commit) throws SignatureRefusal {
        signers.verify(SignedObject.tag(raw, name, commit));
    }

    private static byte[] raw(Repository here, ObjectId id, int type) throws IOException, SignatureRefusal {
        ObjectLoader loader = here.open(id, type);
        if (loader.getSize() > MAX_OBJECT_BYTES) {
            throw new SignatureRefusal("it is larger than 1 MiB", "make it anew, with a shorter message");
        }
        return loader.getCachedBytes(MAX_OBJECT_BYTES);
    }

    private CdnException refused(ObjectId commit, SignatureRefusal refusal) {
        return refused("commit " + commit.abbreviate(8).name(), refusal);
    }

    private CdnException refused(String what, SignatureRefusal refusal) {
        return CdnException.of(
                ErrorCode.SIGNATURE_REFUSED,
                "Looking for a trusted signature of " + what,
                new Problem(location, refusal.why(), refusal.fix()),
                refusal);
    }
}
