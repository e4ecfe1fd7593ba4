package io.cdntopology.git;

import static io.cdntopology.git.Readings.assertFails;
import static io.cdntopology.git.SshSigner.armor;
import static io.cdntopology.git.SshSigner.bytes;
import static io.cdntopology.git.SshSigner.text;
import static io.cdntopology.git.SshSigner.withHeader;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdntopology.failure.ErrorCode;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which signatures count: those that git and its helpers made, and of others those that are as git would make them. */
@Timeout(60)
class SignaturesTest {
    private static final String TREE = "5147063b35d0d25006f97b89075ba6395ee0c25e";
    private static final byte[] COMMIT = bytes("tree " + TREE + "\n"
            + "author Ada <ada@example.org> 1717243200 +0000\n"
            + "committer Ada <ada@example.org> 1717243200 +0000\n"
            + "\n"
            + "A commit\n");

    private final SshSigner ada = new SshSigner();

    /** An object that was made by git, see make.sh beside it. */
    private static byte[] recorded(String name) {
        try (InputStream in = SignaturesTest.class.getResourceAsStream("/signatures/" + name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static TrustedSigners allowedSigners() {
        return TrustedSigners.ssh(new String(recorded("allowed_signers"), StandardCharsets.UTF_8));
    }

    private static TrustedSigners openPgp(String name) {
        return TrustedSigners.openPgp(new String(recorded("openpgp-" + name + ".asc"), StandardCharsets.UTF_8));
    }

    private static void verifyCommit(TrustedSigners trusted, byte[] raw) throws SignatureRefusal {
        trusted.verify(SignedObject.commit(raw, ObjectId.fromString(text(raw).substring(5, 45))));
    }

    private static void verifyTag(TrustedSigners trusted, byte[] raw, String name) throws SignatureRefusal {
        trusted.verify(SignedObject.tag(
                raw, name::equals, ObjectId.fromString(text(raw).substring(7, 47))));
    }

    private static SignatureRefusal refusal(TrustedSigners trusted, byte[] raw) {
        SignatureRefusal[] caught = new SignatureRefusal[1];
        assertThatThrownBy(() -> verifyCommit(trusted, raw))
                .isInstanceOfSatisfying(SignatureRefusal.class, e -> caught[0] = e);
        return caught[0];
    }

    private static byte[] changed(byte[] raw, String from, String to) {
        assertThat(text(raw)).contains(from);
        return bytes(text(raw).replace(from, to));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "ecdsa", "rsa"})
    void aCommitThatGitSignedWithAnSshKeyCounts(String type) throws SignatureRefusal {
        byte[] raw = recorded("ssh-" + type + ".commit");

        verifyCommit(allowedSigners(), raw);
        assertThat(refusal(allowedSigners(), changed(raw, "Signed by", "Signed  by")))
                .hasMessageContaining("it was changed after it was signed");
        assertThat(refusal(ada.trusted(), raw)).hasMessageContaining("nobody's who is trusted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"subkey", "rsa", "retired"})
    void aCommitThatGitSignedWithAnOpenPgpKeyCounts(String name) throws SignatureRefusal {
        byte[] raw = recorded("openpgp-" + name + ".commit");

        verifyCommit(openPgp(name), raw);
        verifyCommit(ada.trusted().and(openPgp("expired")).and(openPgp(name)), raw);
        assertThat(refusal(openPgp(name), changed(raw, "Signed by", "Signed  by")))
                .hasMessageContaining("it was changed after it was signed");
        assertThat(refusal(openPgp("expired"), raw)).hasMessageContaining("nobody's who is trusted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"expired", "compromised"})
    void aKeyThatWasNotValidWhenItSignedCountsForNothing(String name) {
        assertThat(refusal(openPgp(name), recorded("openpgp-" + name + ".commit")))
                .hasMessageContaining("was expired, revoked")
                .hasMessageContaining("at 2024-06-01T12:00:00Z");
    }

    @Test
    void aTagThatGitSignedCountsUnderItsName() throws SignatureRefusal {
        verifyTag(allowedSigners(), recorded("ssh-rsa.tag"), "v1.0.0");
        verifyTag(openPgp("rsa"), recorded("openpgp-rsa.tag"), "v1.0.1");

        assertThatThrownBy(() -> verifyTag(allowedSigners(), recorded("ssh-rsa.tag"), "v2.0.0"))
                .hasMessageContaining("under another name, as 'tag v1.0.0'");
        assertThatThrownBy(() ->
                        verifyTag(allowedSigners(), changed(recorded("ssh-rsa.tag"), "v1.0.0", "v2.0.0"), "v2.0.0"))
                .hasMessageContaining("it was changed after it was signed");
    }

    @Test
    void whatIsSignedByAnUnknownKeyIsToldWithTheLineThatWouldTrustIt() throws SignatureRefusal {
        byte[] raw = ada.commit(COMMIT);

        SignatureRefusal refusal = refusal(allowedSigners(), raw);

        assertThat(refusal).hasMessageContaining(ada.fingerprint());
        String line = refusal.fix().replaceFirst(".*with this line: ", "");
        verifyCommit(TrustedSigners.ssh(line), raw);
        assertThat(refusal(allowedSigners(), recorded("openpgp-rsa.commit"))).hasMessageContaining("of another kind");
        assertThat(refusal(openPgp("rsa"), recorded("openpgp-subkey.commit")).fix())
                .matches("(?s).*gpg --export --armor [0-9A-F]{40}` writes");
    }

    @Test
    void whatIsNotSignedIsToldSo() {
        assertThat(refusal(ada.trusted(), COMMIT)).hasMessage("it is not signed");
    }

    @Test
    void aSignatureOfAnotherCommitCountsForNothing() throws SignatureRefusal {
        byte[] raw = ada.commit(COMMIT);
        verifyCommit(ada.trusted(), raw);

        for (String[] change : new String[][] {
            {TREE, "4b825dc642cb6eb9a060e54bf8d69288fbee4904"}, {"committer Ada", "committer Eve"}, {"A commit", "B"}
        }) {
            assertThat(refusal(ada.trusted(), changed(raw, change[0], change[1])))
                    .hasMessageContaining("it was changed after it was signed");
        }
    }

    @Test
    void aSignatureForSomethingElseThanGitCountsForNothing() {
        byte[] raw = withHeader(COMMIT, armor(ada.signature(COMMIT, "file", "sha512", "SHA-512")));

        assertThat(refusal(ada.trusted(), raw)).hasMessageContaining("made for 'file', not for git");
    }

    @ParameterizedTest
    @CsvSource({"md5,MD5", "sha1,SHA-1", "sha384,SHA-384", "SHA512,SHA-512"})
    void onlyStrongHashFunctionsCount(String name, String digest) {
        byte[] raw = withHeader(COMMIT, armor(ada.signature(COMMIT, "git", name, digest)));

        assertThat(refusal(ada.trusted(), raw)).hasMessageContaining("neither sha256 nor sha512");
    }

    @Test
    void theShorterStrongHashFunctionCountsAndIsTheOneThatWasSigned() throws SignatureRefusal {
        verifyCommit(ada.trusted(), withHeader(COMMIT, armor(ada.signature(COMMIT, "git", "sha256", "SHA-256"))));

        byte[] other = withHeader(COMMIT, armor(ada.signature(COMMIT, "git", "sha256", "SHA-512")));
        assertThat(refusal(ada.trusted(), other)).hasMessageContaining("it was changed after it was signed");
    }

    @Test
    void aSignatureWithMoreOrLessThanItselfCountsForNothing() {
        byte[] signature = ada.signature(COMMIT, "git", "sha512", "SHA-512");
        for (int length = 0; length < signature.length; length++) {
            byte[] cut = withHeader(COMMIT, armor(Arrays.copyOf(signature, length)));
            assertThat(refusal(ada.trusted(), cut)).hasMessageContaining("signature");
        }
        byte[] longer = withHeader(COMMIT, armor(Arrays.copyOf(signature, signature.length + 1)));
        assertThat(refusal(ada.trusted(), longer)).hasMessageContaining("something follows it");

        String armor = armor(signature).stripTrailing();
        for (String text : new String[] {
            armor.substring(0, armor.length() - 5),
            armor.replace("-----END SSH SIGNATURE-----", ""),
            armor + " x",
            armor + "\nx",
            armor.replace("\n", "\r\n"),
            armor + "\n" + armor,
            "-----BEGIN SSH SIGNATURE-----",
            "-----BEGIN SSH SIGNATURE----------END SSH SIGNATURE-----",
            "x" + armor,
            "-----BEGIN SSH SIGNATURE-----\n" + "A".repeat(1 << 20) + "\n-----END SSH SIGNATURE-----"
        }) {
            assertThat(refusal(ada.trusted(), withHeader(COMMIT, text)).why()).contains("signature");
        }
    }

    @Test
    void everyByteOfASignatureMatters() {
        byte[] signature = ada.signature(COMMIT, "git", "sha512", "SHA-512");
        for (int i = 0; i < signature.length; i++) {
            byte[] other = signature.clone();
            other[i] ^= 1;
            assertThat(refusal(ada.trusted(), withHeader(COMMIT, armor(other))))
                    .as("byte " + i)
                    .isNotNull();
        }
    }

    @Test
    void aCommitWithMoreThanOneSignatureCountsForNothing() {
        byte[] raw = ada.commit(COMMIT);
        String header = text(raw).replaceFirst("(?s).*\n(gpgsig .*?)\n\n.*", "$1");

        for (String more : new String[] {header, header.replace("gpgsig ", "gpgsig-sha256 "), "gpgsig", "gpgsigx y"}) {
            assertThat(refusal(ada.trusted(), changed(raw, "\n\n", "\n" + more + "\n\n")))
                    .hasMessageContaining("more than one signature");
        }
        assertThat(refusal(ada.trusted(), changed(raw, "gpgsig ", "gpgsig-sha256 ")))
                .hasMessageContaining("of an unknown kind");
    }

    @Test
    void aTagIsNoCommitAndACommitIsNoTag() {
        byte[] tag = recorded("ssh-rsa.tag");
        String payload = text(tag).replaceFirst("(?s)-----BEGIN.*", "");
        String armor = text(tag).substring(payload.length());

        byte[] disguised = withHeader(bytes(payload), armor);
        assertThatThrownBy(() -> allowedSigners().verify(SignedObject.commit(disguised, ObjectId.fromString(TREE))))
                .hasMessageContaining("no commit of its content");
        String commit = text(recorded("ssh-rsa.commit"));
        byte[] other = bytes(commit.replaceFirst("(?s)gpgsig .*?\n\n", "\n")
                + commit.replaceFirst("(?s).*gpgsig (.*?)\n\n.*", "$1").replace("\n ", "\n"));
        assertThatThrownBy(
                        () -> allowedSigners().verify(SignedObject.tag(other, name -> true, ObjectId.fromString(TREE))))
                .hasMessageContaining("does not name the commit itself");
    }

    @Test
    void aTagOfATagOrWithMoreThanOneSignatureCountsForNothing() {
        byte[] tag = recorded("ssh-rsa.tag");

        assertThatThrownBy(() -> verifyTag(allowedSigners(), changed(tag, "type commit", "type tag"), "v1.0.0"))
                .hasMessageContaining("does not name the commit itself");
        byte[] twice = bytes(text(tag) + text(tag).replaceFirst("(?s).*?-----BEGIN", "-----BEGIN"));
        assertThatThrownBy(() -> verifyTag(allowedSigners(), twice, "v1.0.0"))
                .hasMessageContaining("more than one signature");
        assertThatThrownBy(() -> verifyTag(allowedSigners(), changed(tag, "\ntagger", "\ngpgsig x\ntagger"), "v1.0.0"))
                .hasMessageContaining("of an unknown kind");
    }

    @Test
    void aKeyCountsWhileItsLineSaysSo() throws SignatureRefusal {
        byte[] raw = ada.commit(COMMIT);
        for (String options : new String[] {
            "namespaces=\"git\"",
            "namespaces=\"file,g?t\"",
            "valid-after=\"20240601Z\"",
            "valid-after=\"202406011200Z\",valid-before=\"20240601120000Z\"",
            "NAMESPACES=\"*\""
        }) {
            verifyCommit(TrustedSigners.ssh(ada.line(options)), raw);
        }
        assertThat(refusal(TrustedSigners.ssh(ada.line("valid-after=\"20240602Z\"")), raw))
                .hasMessageContaining("was not valid yet at 2024-06-01T12:00:00Z");
        assertThat(refusal(TrustedSigners.ssh(ada.line("valid-before=\"202406011159Z\"")), raw))
                .hasMessageContaining("was not valid any more at 2024-06-01T12:00:00Z");
        assertThat(refusal(TrustedSigners.ssh(ada.line("namespaces=\"file\"")), raw))
                .hasMessageContaining("is not trusted with git, but with file");
        assertThat(refusal(TrustedSigners.ssh(ada.line("namespaces=\"*,!git\"")), raw))
                .hasMessageContaining("is not trusted with git");
        assertThat(refusal(TrustedSigners.ssh(ada.line("cert-authority")), raw))
                .hasMessageContaining("nobody's who is trusted");
        verifyCommit(TrustedSigners.ssh(ada.line("namespaces=\"file\"") + "\n" + ada.line("") + " comment"), raw);
    }

    /** As with git: the line says whose the key is, not what names commits have. */
    @Test
    void whoseALineIsMayDifferFromTheCommitter() throws SignatureRefusal {
        verifyCommit(TrustedSigners.ssh(ada.line("").replace("ada@", "eve@")), ada.commit(COMMIT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ssh-ed25519 KEY",
                "!ada@example.org ssh-ed25519 KEY",
                "ada@example.org ssh-ed25519",
                "ada@example.org ssh-rsa KEY",
                "ada@example.org ssh-dss KEY",
                "ada@example.org namespace=\"git\" ssh-ed25519 KEY",
                "ada@example.org namespaces=git ssh-ed25519 KEY",
                "ada@example.org namespaces=\"git\",namespaces=\"file\" ssh-ed25519 KEY",
                "ada@example.org valid-after=\"20240601\" ssh-ed25519 KEY",
                "ada@example.org valid-after=\"20241301Z\" ssh-ed25519 KEY",
                "ada@example.org valid-before ssh-ed25519 KEY",
                "ada@example.org ssh-ed25519 ###",
                "ada@example.org"
            })
    void aLineThatCannotBeReadIsNamed(String line) {
        String key = ada.line("").replaceFirst(".* ", "");

        assertThat(assertFails(
                                ErrorCode.INVALID_ARGUMENT,
                                () -> TrustedSigners.ssh("# comment\n\n" + line.replace("KEY", key)))
                        .problems()
                        .get(0)
                        .where())
                .isEqualTo("line 3 of the allowed signers");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----\n"})
    void keysThatCannotBeReadAreRefused(String keys) {
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> TrustedSigners.openPgp(keys));
    }

    @Test
    void anOpenPgpSignatureThatIsNoneOrMoreThanOneCountsForNothing() {
        byte[] raw = recorded("openpgp-rsa.commit");
        String armor = text(raw).replaceFirst("(?s).*gpgsig (.*?)\n\n.*", "$1").replace("\n ", "\n");
        String other = text(recorded("openpgp-subkey.commit"))
                .replaceFirst("(?s).*gpgsig (.*?)\n\n.*", "$1")
                .replace("\n ", "\n");
        byte[] unsigned = bytes(text(raw).replaceFirst("(?s)gpgsig .*?\n\n", "\n"));
        for (String text : new String[] {
            armor.substring(0, armor.length() - 5),
            armor.replaceFirst("\n\n.*\n", "\n\n"),
            armor.replaceFirst("\n=.*\n", "\n=AAAA\n"),
            armor + "\n" + other,
            armor + "x",
            "-----BEGIN PGP SIGNATURE-----\n\n-----END PGP SIGNATURE-----",
            other
        }) {
            assertThat(refusal(openPgp("rsa"), withHeader(unsigned, text)))
                    .as(text)
                    .isNotNull();
        }
        assertThat(refusal(openPgp("rsa"), withHeader(unsigned, other)))
                .hasMessageContaining("nobody's who is trusted");
    }

    @Test
    void withoutBouncyCastleOneIsToldToAddIt() throws Exception {
        URL[] others = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(entry -> !entry.getFileName().toString().matches("bc[a-z]+-jdk.*"))
                .map(SignaturesTest::url)
                .toArray(URL[]::new);
        try (URLClassLoader application = new URLClassLoader(others, ClassLoader.getPlatformClassLoader())) {
            Method openPgp =
                    application.loadClass(TrustedSigners.class.getName()).getMethod("openPgp", Path.class);

            assertThatThrownBy(() -> openPgp.invoke(null, Path.of("keys.asc")))
                    .cause()
                    .hasMessageContaining("the library that reads OpenPGP is not there")
                    .hasMessageContaining("add org.bouncycastle:bcpg-jdk18on");
        }
    }

    private static URL url(Path entry) {
        try {
            return entry.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new AssertionError(e);
        }
    }
}
