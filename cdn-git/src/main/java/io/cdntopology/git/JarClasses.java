package io.cdntopology.git;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The classes and resources of a jar that is in memory: what a transformation is made of cannot change while it is used, and
 * no file stays open for a description of a source.
 */
final class JarClasses extends ClassLoader {
    private static final String SUFFIX = ".class";
    private static final long MAX_BYTES = 128L << 20;

    private final Map<String, byte[]> files = new HashMap<>();

    JarClasses(byte[] jar) throws IOException {
        super(SiteTransform.class.getClassLoader());
        long bytes = 0;
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(jar))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                byte[] content = zip.readNBytes((int) (MAX_BYTES - bytes) + 1);
                bytes += content.length;
                if (bytes > MAX_BYTES) {
                    throw new IOException("what is in it is larger than " + (MAX_BYTES >> 20) + " MiB");
                }
                files.put(entry.getName(), content);
            }
        }
        if (files.isEmpty()) {
            throw new ZipException("it is no jar");
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes = files.get(name.replace('.', '/') + SUFFIX);
        if (bytes == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, bytes, 0, bytes.length);
    }

    @Override
    protected @Nullable URL findResource(String name) {
        byte[] bytes = files.get(name);
        if (bytes == null) {
            return null;
        }
        try {
            return new URL("cdn-jar", null, -1, "/" + name, new Handler(bytes));
        } catch (MalformedURLException e) {
            throw new IllegalStateException("with a handler of its own any is well formed", e);
        }
    }

    @Override
    protected Enumeration<URL> findResources(String name) {
        URL found = findResource(name);
        return Collections.enumeration(found == null ? List.of() : List.of(found));
    }

    /** Reads a resource. */
    private static final class Handler extends URLStreamHandler {
        private final byte[] bytes;

        Handler(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        protected URLConnection openConnection(URL url) {
            return new URLConnection(url) {
                @Override
                public void connect() {}

                @Override
                public InputStream getInputStream() {
                    return new ByteArrayInputStream(bytes);
                }
            };
        }
    }
}
