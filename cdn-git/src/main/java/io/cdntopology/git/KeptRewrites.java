package io.cdntopology.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;

/**
 * What {@link SiteFiles#rewrite} made, by what it made it of: kept as a tree, so that it costs what has changed to keep it.
 */
final class KeptRewrites {
    private static final int PREFIX = 2;
    private static final int REGULAR = 0100644;

    private final ObjectReader reader;
    private final Optional<ObjectId> before;
    private final Map<String, Map<String, ObjectId>> known = new HashMap<>();
    private final TreeEdit used = new TreeEdit();

    /**
     * @param before what was kept before
     */
    KeptRewrites(ObjectReader reader, Optional<ObjectId> before) {
        this.reader = reader;
        this.before = before;
    }

    /** The name of what is made of a blob. */
    static String name(String key, ObjectId blob) {
        byte[] hash = ShortName.sha256((blob.name() + " " + key).getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash);
    }

    /** What was made before by this name. */
    Optional<ObjectId> find(String name) throws IOException {
        String prefix = name.substring(0, PREFIX);
        Map<String, ObjectId> blobs = known.get(prefix);
        if (blobs == null) {
            blobs = new HashMap<>();
            if (before.isPresent()) {
                Optional<TreeBytes.Entry> directory = TreeBytes.find(reader, before.get(), prefix);
                if (directory.isPresent()) {
                    for (TreeBytes.Entry entry :
                            TreeBytes.entries(reader, directory.get().id())) {
                        blobs.put(entry.name(), entry.id());
                    }
                }
            }
            known.put(prefix, blobs);
        }
        return Optional.ofNullable(blobs.get(name));
    }

    /** Keeps what was made; what is not said here is forgotten. */
    void keep(String name, ObjectId blob) {
        used.put(name.substring(0, PREFIX) + "/" + name, REGULAR, blob);
    }

    /** Writes all that is kept. */
    Optional<ObjectId> write(NewObjects objects) throws IOException {
        return used.isEmpty() ? Optional.empty() : used.apply(reader, objects, Optional.empty());
    }
}
