package io.cdntopology.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.Problem;
import io.cdntopology.git.Git;
import io.cdntopology.git.GitSource;
import io.cdntopology.git.SiteTransform;
import io.cdntopology.spi.AgentOptions;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.spi.Revision;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An agent that is told of a transformation")
class AgentTransformIT {
    private static final String SOURCE = """
            package org.example;

            public final class Louder implements io.cdntopology.git.SiteTransform {
                public String id() {
                    return "louder-1";
                }

                public void apply(io.cdntopology.git.SiteFiles files) throws java.io.IOException {
                    for (String path : files.paths()) {
                        files.write(path, files.text(path) + "!");
                    }
                }
            }
            """;

    @TempDir
    private Path directory;

    private Path jar() throws IOException {
        Path source = Files.writeString(directory.resolve("Louder.java"), SOURCE);
        String classpath = Path.of(SiteTransform.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .toString();
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-proc:none",
                                "-d",
                                directory.toString(),
                                "-cp",
                                classpath,
                                source.toString()))
                .isZero();
        Path jar = directory.resolve("louder.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry("org/example/Louder.class"));
            out.write(Files.readAllBytes(directory.resolve("org/example/Louder.class")));
        }
        return jar;
    }

    /** What a platform makes of what an agent is told. */
    private List<String> arguments(AgentOptions told) throws IOException {
        List<String> arguments = new ArrayList<>(
                List.of("--name=docs", "--host=web", "--content-root=/www", "--etcd-endpoints=http://a:1"));
        for (Map.Entry<String, String> option : told.options().entrySet()) {
            arguments.add(flag(option.getKey()) + "=" + option.getValue());
        }
        for (String option : told.files().keySet()) {
            Path file = Files.write(
                    directory.resolve(option), told.files().get(option).get());
            arguments.add(flag(option) + "=" + file);
        }
        return arguments;
    }

    private static String flag(String key) {
        return NamedOption.all().stream()
                .filter(option -> option.key().equals(key))
                .findFirst()
                .orElseThrow()
                .flag();
    }

    private static AgentSettings read(List<String> arguments) {
        CommandLineArguments given = CommandLineArguments.parse(arguments);
        return AgentSettings.read(given.values(), Map.of(), given.problems());
    }

    private Revision latest(AgentSettings settings) {
        try (ContentRepository repository = settings.source().open(directory.resolve("agent"))) {
            return repository.latest();
        }
    }

    @Test
    @DisplayName("makes the same of a commit as the application, and refuses another jar")
    void sameTree() throws IOException, InterruptedException {
        SiteOrigin origin = SiteOrigin.create(directory.resolve("site.git"));
        origin.push("hello");
        GitSource source =
                Git.repository(origin.repository()).transform(SiteTransform.fromJar(jar(), "org.example.Louder"));
        Revision made;
        try (ContentRepository repository = source.open(directory.resolve("application"))) {
            made = repository.latest();
        }

        List<String> arguments = arguments(source.forAgent());
        assertThat(latest(read(arguments))).isEqualTo(made);
        assertThat(made.release().tree().value())
                .isNotEqualTo(origin.treeOf(made.release().commit()));

        Files.writeString(directory.resolve("git.transform.jar"), "another", StandardCharsets.UTF_8);
        assertThat(catchThrowableOfType(CdnException.class, () -> read(arguments))
                        .problems())
                .extracting(Problem::where)
                .containsExactly("--git-transform-jar");
        arguments.removeIf(argument -> argument.startsWith("--git-transform-class"));
        assertThat(catchThrowableOfType(CdnException.class, () -> read(arguments))
                        .problems())
                .singleElement()
                .extracting(Problem::fix)
                .isEqualTo("give --git-transform-class too");
    }
}
