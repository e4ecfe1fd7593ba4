package io.cdntopology.git;

import io.cdntopology.failure.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.bcpg.ArmoredInputStream;
import org.bouncycastle.bcpg.KeyIdentifier;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureList;
import org.bouncycastle.openpgp.api.OpenPGPCertificate;
import org.bouncycastle.openpgp.api.OpenPGPCertificate.OpenPGPComponentKey;
import org.bouncycastle.openpgp.api.OpenPGPImplementation;
import org.bouncycastle.openpgp.api.OpenPGPKeyReader;
import org.bouncycastle.openpgp.api.OpenPGPSignature;
import org.bouncycastle.openpgp.api.OpenPGPSignature.OpenPGPDocumentSignature;
import org.bouncycastle.openpgp.api.bc.BcOpenPGPImplementation;

/** Who is trusted by OpenPGP keys. The one class that uses Bouncy Castle, which may be missing. */
final class OpenPgpSigners implements SignatureVerifier {
    private static final Pattern KEYS = Pattern.compile(
            "-----BEGIN PGP PUBLIC KEY BLOCK-----.*?-----END PGP PUBLIC KEY BLOCK-----", Pattern.DOTALL);

    private static final String BEGINNING = "-----BEGIN PGP SIGNATURE-----";
    private static final String END = "\n-----END PGP SIGNATURE-----";
    private static final int VERSION = 4;
    private static final String AGAIN = "sign it anew, with git";
    private static final OpenPGPImplementation OPEN_PGP = new BcOpenPGPImplementation();

    private final List<OpenPGPCertificate> keys;
    private final Optional<Problem> problem;

    private OpenPgpSigners(List<OpenPGPCertificate> keys, Optional<Problem> problem) {
        this.keys = keys;
        this.problem = problem;
    }

    static OpenPgpSigners parse(String text) {
        List<OpenPGPCertificate> keys = new ArrayList<>();
        try {
            OpenPGPKeyReader reader = new OpenPGPKeyReader(OPEN_PGP);
            Matcher block = KEYS.matcher(text);
            while (block.find()) {
                keys.addAll(reader.parseCertificates(block.group()));
            }
        } catch (IOException | RuntimeException e) {
            return new OpenPgpSigners(List.of(), Optional.of(problem("one of them cannot be read (" + e + ")")));
        }
        return new OpenPgpSigners(keys, keys.isEmpty() ? Optional.of(problem("there is none")) : Optional.empty());
    }

    private static Problem problem(String why) {
        return new Problem("the OpenPGP keys", why, "give public keys as `gpg --export --armor` writes them");
    }

    /** What is wrong with the keys. If something is, nobody is trusted. */
    Optional<Problem> problem() {
        return problem;
    }

    @Override
    public String beginning() {
        return BEGINNING;
    }

    @Override
    public String kind() {
        return "an OpenPGP key";
    }

    @Override
    public void verify(SignedObject object, String text) throws SignatureRefusal {
        if (problem.isPresent()) {
            throw new SignatureRefusal(
                    problem.get().where() + ": " + problem.get().why(),
                    problem.get().fix());
        }
        try {
            PGPSignature signature = read(text);
            verify(object, signature, key(signature));
        } catch (IOException | PGPException | RuntimeException e) {
            throw new SignatureRefusal("its signature cannot be used (" + e.getMessage() + ")", AGAIN);
        }
    }

    private static PGPSignature read(String text) throws IOException, SignatureRefusal {
        if (!text.endsWith(END) || text.indexOf("-----BEGIN", 1) >= 0) {
            throw new SignatureRefusal("its signature is cut off, or something follows it", AGAIN);
        }
        byte[] packet;
        try (ArmoredInputStream in = new ArmoredInputStream(new ByteArrayInputStream(SignedObject.bytes(text)))) {
            packet = in.readAllBytes();
        }
        requireVersion(packet);
        List<Object> objects = new ArrayList<>();
        OPEN_PGP.pgpObjectFactory(new ByteArrayInputStream(packet)).forEach(objects::add);
        if (objects.size() != 1 || !(objects.get(0) instanceof PGPSignatureList list) || list.size() != 1) {
            throw new SignatureRefusal("it has not exactly one signature", AGAIN);
        }
        return requireUsual(list.get(0));
    }

    /** Before anything else of it is believed: other versions say how much memory they want. */
    private static void requireVersion(byte[] packet) throws SignatureRefusal {
        int version = packet.length < 2 ? 0 : headerBytes(packet[0] & 0xff, packet[1] & 0xff);
        if (packet.length <= version || packet[version] != VERSION) {
            throw new SignatureRefusal("its signature is none of OpenPGP's version 4", AGAIN);
        }
    }

    /** The header of a signature in the old format of packets, or in the new one. */
    private static int headerBytes(int tag, int length) {
        return switch (tag) {
            case 0x88 -> 2;
            case 0x89 -> 3;
            case 0x8a -> 5;
            case 0xc2 -> length < 192 ? 2 : length < 224 ? 3 : 6;
            default -> 0;
        };
    }

    private static PGPSignature requireUsual(PGPSignature signature) throws SignatureRefusal {
        if (signature.getSignatureType() != PGPSignature.BINARY_DOCUMENT) {
            throw new SignatureRefusal("its signature is none of a file", AGAIN);
        }
        if (signature.getHashedSubPackets().getSignatureExpirationTime() != 0) {
            throw new SignatureRefusal(
                    "its signature expires, and then no host could get what is live",
                    "sign it without --default-sig-expire");
        }
        return signature;
    }

    private OpenPGPComponentKey key(PGPSignature signature) throws SignatureRefusal {
        for (OpenPGPCertificate certificate : keys) {
            OpenPGPComponentKey key = certificate.getSigningKeyFor(signature);
            if (key != null) {
                return key;
            }
        }
        KeyIdentifier unknown = OpenPGPSignature.getMostExpressiveIdentifier(signature.getKeyIdentifiers());
        if (unknown == null) {
            throw new SignatureRefusal("its signature does not say by which key it is", AGAIN);
        }
        String named = name(unknown);
        throw new SignatureRefusal(
                "it is signed by the key " + named + ", which is nobody's who is trusted",
                "sign it with a key that is; or, once you know whose it is, add what `gpg --export --armor " + named
                        + "` writes");
    }

    private static String name(KeyIdentifier key) {
        byte[] fingerprint = key.getFingerprint();
        return fingerprint == null
                ? String.format(Locale.ROOT, "%016X", key.getKeyId())
                : HexFormat.of().withUpperCase().formatHex(fingerprint);
    }

    private static void verify(SignedObject object, PGPSignature signature, OpenPGPComponentKey key)
            throws PGPException, SignatureRefusal {
        signature.init(OPEN_PGP.pgpContentVerifierBuilderProvider(), key.getPGPPublicKey());
        signature.update(object.payload());
        OpenPGPDocumentSignature signed = new OpenPGPDocumentSignature(signature, key);
        if (!signed.verify()) {
            throw new SignatureRefusal(
                    "its signature is for something else: it was changed after it was signed", AGAIN);
        }
        if (!signed.isValid(OPEN_PGP.policy())) {
            throw new SignatureRefusal(
                    "it is signed by the key " + name(key.getKeyIdentifier()) + ", which at "
                            + signature.getCreationTime().toInstant()
                            + " was expired, revoked, or none that signs, by the keys that are given",
                    "sign it with another key; or, if that was prolonged since, give it as it is now");
        }
    }
}
