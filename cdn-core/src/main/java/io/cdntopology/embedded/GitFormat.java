package io.cdntopology.embedded;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** How git writes objects, and the ids that follow from it. */
final class GitFormat {
    private GitFormat() {}

    /** The id of an object of a type, such as {@code blob}, with its content as git stores it. */
    static String id(String type, byte[] content) {
        MessageDigest digest = sha1();
        digest.update((type + " " + content.length + "\0").getBytes(StandardCharsets.US_ASCII));
        digest.update(content);
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The content of a tree, whose entries are sorted. */
    static byte[] tree(List<GitEntry> entries) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (GitEntry entry : entries) {
            content.writeBytes((Integer.toOctalString(entry.mode()) + " ").getBytes(StandardCharsets.US_ASCII));
            content.writeBytes(entry.nameBytes());
            content.write(0);
            content.writeBytes(HexFormat.of().parseHex(entry.id()));
        }
        return content.toByteArray();
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
