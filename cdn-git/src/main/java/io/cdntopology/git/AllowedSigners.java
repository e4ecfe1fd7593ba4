package io.cdntopology.git;

import io.cdntopology.failure.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * Who is trusted by ssh keys, by lines as OpenSSH has them in the file of git's {@code gpg.ssh.allowedSignersFile}.
 *
 * <p>As with git, whoever a line is for is trusted with any commit, whatever name the commit has.
 */
final class AllowedSigners implements SignatureVerifier {
    private final List<AllowedSigner> signers = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();

    private AllowedSigners() {}

    static AllowedSigners parse(String lines) {
        AllowedSigners all = new AllowedSigners();
        int number = 0;
        for (String line : lines.split("\n", -1)) {
            number++;
            String text = line.strip();
            if (!text.isEmpty() && !text.startsWith("#")) {
                all.add(text, number);
            }
        }
        return all;
    }

    private void add(String line, int number) {
        try {
            AllowedSigner.parse(line).ifPresent(signers::add);
        } catch (IllegalArgumentException e) {
            problems.add(new Problem(
                    "line " + number + " of the allowed signers",
                    String.valueOf(e.getMessage()),
                    "write it as NAME [OPTIONS] TYPE KEY, see ALLOWED SIGNERS in `man ssh-keygen`"));
        }
    }

    /** What is wrong with the lines. While something is, nobody is trusted. */
    List<Problem> problems() {
        return List.copyOf(problems);
    }

    @Override
    public String beginning() {
        return SshSignature.BEGINNING.strip();
    }

    @Override
    public String kind() {
        return "an ssh key";
    }

    @Override
    public void verify(SignedObject object, String text) throws SignatureRefusal {
        if (!problems.isEmpty()) {
            Problem first = problems.get(0);
            throw new SignatureRefusal(first.where() + ": " + first.why(), first.fix());
        }
        SshSignature signature = SshSignature.parse(text);
        String signed = "it is signed by the key " + signature.keyType() + " " + signature.fingerprint();
        List<AllowedSigner> named = signers.stream()
                .filter(signer -> signer.key().equals(signature.key()))
                .toList();
        if (named.isEmpty()) {
            throw new SignatureRefusal(
                    signed + ", which is nobody's who is trusted",
                    "sign it with a key that is; or, once you know whose it is, trust it with this line: somebody "
                            + signature.keyType() + " " + signature.key());
        }
        signature.verify(object.payload());
        List<String> refusals = named.stream()
                .flatMap(signer -> signer.refuses(object.when()).stream())
                .toList();
        if (refusals.size() == named.size()) {
            throw new SignatureRefusal(signed + ", which " + refusals.get(0), "sign it with another key");
        }
    }
}
