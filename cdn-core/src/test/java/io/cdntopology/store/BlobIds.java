package io.cdntopology.store;

import io.cdntopology.release.BlobId;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** The ids that git gives to texts. */
final class BlobIds {
    private BlobIds() {}

    static BlobId of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new BlobId(HexFormat.of()
                .formatHex(GitHash.of("blob", bytes.length)
                        .update(bytes, bytes.length)
                        .digest()));
    }
}
