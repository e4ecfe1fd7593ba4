package io.cdntopology.git;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** A jar with a transformation: two classes and a resource. */
final class TransformJar {
    static final String CLASS = "org.example.Pages";

    private static final String SOURCE = """
            package org.example;

            import io.cdntopology.git.SiteFiles;
            import io.cdntopology.git.SiteTransform;
            import java.io.IOException;
            import java.io.InputStream;
            import java.nio.charset.StandardCharsets;

            public final class Pages implements SiteTransform {
                public String id() {
                    return "pages-VERSION";
                }

                public void apply(SiteFiles files) throws IOException {
                    for (String path : files.paths("**/*.md")) {
                        files.rewrite(path, path.replace(".md", ".html"), "", Page::of);
                    }
                }

                static final class Page {
                    static byte[] of(byte[] text) throws IOException {
                        try (InputStream in = Pages.class.getResourceAsStream("/title.txt")) {
                            String title = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                            return ("<title>" + title + "</title>" + new String(text, StandardCharsets.UTF_8))
                                    .getBytes(StandardCharsets.UTF_8);
                        }
                    }
                }
            }
            """;

    private TransformJar() {}

    /** Compiles and packs it. */
    static Path write(Path jar, String version) throws IOException {
        Path work = Files.createTempDirectory(jar.toAbsolutePath().getParent(), "classes");
        Path source = Files.writeString(work.resolve("Pages.java"), SOURCE.replace("VERSION", version));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        String classpath = Path.of(SiteTransform.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .toString();
        int status = compiler.run(
                null, null, null, "-d", work.toString(), "-cp", classpath, "-proc:none", source.toString());
        if (status != 0) {
            throw new AssertionError("the class does not compile");
        }
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out);
                Stream<Path> files = Files.walk(work)) {
            List<Path> classes = files.filter(file -> file.toString().endsWith(".class"))
                    .sorted()
                    .toList();
            for (Path file : classes) {
                entries.putNextEntry(new JarEntry(work.relativize(file).toString()));
                entries.write(Files.readAllBytes(file));
            }
            entries.putNextEntry(new JarEntry("title.txt"));
            entries.write("resource".getBytes(StandardCharsets.UTF_8));
        }
        return jar;
    }
}
