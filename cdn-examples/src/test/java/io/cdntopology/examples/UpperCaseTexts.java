package io.cdntopology.examples;

import io.cdntopology.git.SiteFiles;
import io.cdntopology.git.SiteTransform;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** A transformation that one sees. */
public final class UpperCaseTexts implements SiteTransform {
    @Override
    public String id() {
        return "upper-case-1";
    }

    @Override
    public void apply(SiteFiles files) throws IOException {
        for (String path : files.paths("**/*.txt")) {
            files.write(path, files.text(path).toUpperCase(Locale.ROOT));
        }
    }

    /** Writes a jar with it. */
    static Path writeTo(Path jar) throws IOException {
        String entry = UpperCaseTexts.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                InputStream bytes = UpperCaseTexts.class.getResourceAsStream("/" + entry)) {
            out.putNextEntry(new JarEntry(entry));
            bytes.transferTo(out);
        }
        return jar;
    }
}
