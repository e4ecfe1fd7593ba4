package io.cdntopology.git;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/** A transformation from a jar. */
final class JarTransform implements SiteTransform {
    private static final int MAX_BYTES = 32 << 20;

    private final byte[] jar;
    private final String className;
    private final String checksum;
    private final SiteTransform transform;

    private JarTransform(byte[] jar, String className) throws IOException, ReflectiveOperationException {
        this.jar = jar;
        this.className = className;
        this.checksum = HexFormat.of().formatHex(ShortName.sha256(jar));
        this.transform = Class.forName(className, true, new JarClasses(jar))
                .asSubclass(SiteTransform.class)
                .getConstructor()
                .newInstance();
    }

    static JarTransform load(Path jar, String className) {
        try (InputStream in = Files.newInputStream(jar)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IOException("it is larger than " + (MAX_BYTES >> 20) + " MiB");
            }
            return new JarTransform(bytes, className);
        } catch (IOException | ReflectiveOperationException | ClassCastException | LinkageError e) {
            throw CdnException.of(
                    ErrorCode.INVALID_ARGUMENT,
                    "Loading a transformation",
                    new Problem(
                            jar.toString(),
                            "the class '" + className + "' cannot be loaded from it as a SiteTransform (" + e + ")",
                            "give a jar with a public class that implements it, with a public constructor without"
                                    + " parameters, and with all that it needs"),
                    e);
        }
    }

    /** The bytes of the jar. */
    byte[] jar() {
        return jar.clone();
    }

    String className() {
        return className;
    }

    /** The SHA-256 of the jar, in hexadecimal digits. */
    String checksum() {
        return checksum;
    }

    @Override
    public String id() {
        return transform.id() + " sha256:" + checksum;
    }

    @Override
    public void apply(SiteFiles files) throws Exception {
        transform.apply(files);
    }
}
