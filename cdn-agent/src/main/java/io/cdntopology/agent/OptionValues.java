package io.cdntopology.agent;

import io.cdntopology.failure.Problem;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * All options that were given: those of the command line first, then those of the environment, then those of the file. An
 * empty variable of the environment counts as none, as container tools cannot leave one out.
 */
final class OptionValues {
    private final Map<String, OptionValue> values = new HashMap<>();

    private OptionValues() {}

    /**
     * Collects them.
     *
     * @param flags       the arguments of the command line
     * @param environment the environment
     * @param problems    receives what is wrong with the file
     */
    static OptionValues of(Map<NamedOption, String> flags, Map<String, String> environment, List<Problem> problems) {
        OptionValues all = new OptionValues();
        flags.forEach((option, text) -> all.values.put(option.key(), new OptionValue(text, option.flag())));
        for (NamedOption option : NamedOption.all()) {
            String text = environment.getOrDefault(option.variable(), "");
            if (!text.isEmpty()) {
                all.values.putIfAbsent(option.key(), new OptionValue(text, option.variable()));
            }
        }
        all.get(AgentOption.CONFIG).ifPresent(file -> all.addFile(file, problems));
        return all;
    }

    private void addFile(OptionValue file, List<Problem> problems) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(file.text()))) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            problems.add(new Problem(
                    file.where(), "'" + file.text() + "' cannot be read: " + e, "name a properties file in UTF-8"));
            return;
        }
        List<NamedOption> all = NamedOption.all().stream()
                .filter(option -> option != AgentOption.CONFIG)
                .toList();
        for (NamedOption option : all) {
            String text = properties.getProperty(option.key());
            if (text != null) {
                values.putIfAbsent(option.key(), new OptionValue(text.strip(), option.key() + " in " + file.text()));
            }
        }
        Set<String> keys = all.stream().map(NamedOption::key).collect(Collectors.toSet());
        String told = all.stream()
                .filter(option -> !option.isHidden())
                .map(NamedOption::key)
                .collect(Collectors.joining(", "));
        for (String key : new TreeSet<>(properties.stringPropertyNames())) {
            if (!keys.contains(key)) {
                problems.add(new Problem(
                        key + " in " + file.text(), "there is no such option", "remove it; there are " + told));
            }
        }
    }

    /** An option's value, if it was given. */
    Optional<OptionValue> get(NamedOption option) {
        return Optional.ofNullable(values.get(option.key()));
    }
}
