package io.cdntopology.agent;

import io.cdntopology.failure.Problem;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;

/**
 * All options that were given: those of the command line first, then those of the environment, then those of the file. An
 * empty variable of the environment counts as none, as container tools cannot leave one out.
 */
final class OptionValues {
    private final Map<AgentOption, OptionValue> values = new EnumMap<>(AgentOption.class);

    private OptionValues() {}

    /**
     * Collects them.
     *
     * @param flags       the arguments of the command line
     * @param environment the environment
     * @param problems    receives what is wrong with the file
     */
    static OptionValues of(Map<AgentOption, String> flags, Map<String, String> environment, List<Problem> problems) {
        OptionValues all = new OptionValues();
        flags.forEach((option, text) -> all.values.put(option, new OptionValue(text, option.flag())));
        for (AgentOption option : AgentOption.values()) {
            String text = environment.getOrDefault(option.variable(), "");
            if (!text.isEmpty()) {
                all.values.putIfAbsent(option, new OptionValue(text, option.variable()));
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
        for (AgentOption option : AgentOption.values()) {
            String text = properties.getProperty(option.key());
            if (text != null && option != AgentOption.CONFIG) {
                values.putIfAbsent(option, new OptionValue(text.strip(), option.key() + " in " + file.text()));
            }
        }
        for (String key : new TreeSet<>(properties.stringPropertyNames())) {
            if (!AgentOption.keys().contains(key)) {
                problems.add(new Problem(
                        key + " in " + file.text(),
                        "there is no such option",
                        "remove it; there are " + String.join(", ", AgentOption.keys())));
            }
        }
    }

    /** An option's value, if it was given. */
    Optional<OptionValue> get(AgentOption option) {
        return Optional.ofNullable(values.get(option));
    }
}
