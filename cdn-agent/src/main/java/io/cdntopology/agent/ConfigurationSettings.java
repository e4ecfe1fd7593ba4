package io.cdntopology.agent;

import io.cdntopology.spi.ContentSource;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What an agent is told about the configuration of servers, which it brings to a host beside the content.
 *
 * @param root   the directory that servers read; absolute
 * @param source where commits are fetched from; empty if it is made from the rules of the content's site
 * @param withContent whether it is released together with the content
 */
record ConfigurationSettings(Path root, Optional<ContentSource> source, boolean withContent) {
    /** Empty if nothing is told about it. */
    static Optional<ConfigurationSettings> read(OptionReader options) {
        if (!options.has(AgentOption.CONFIGURATION_ROOT) && !SourceSettings.CONFIGURATION.isGiven(options)) {
            return Optional.empty();
        }
        Optional<Path> root = options.required(
                AgentOption.CONFIGURATION_ROOT, ValueText::path, "give the directory that servers read it from");
        boolean siteRules = options.optional(
                        AgentOption.CONFIGURATION_SITE_RULES, ValueText::flag, "give true or false")
                .orElse(false);
        if (siteRules && SourceSettings.CONFIGURATION.isGiven(options)) {
            options.reject(
                    AgentOption.CONFIGURATION_SITE_RULES,
                    "there is a repository of the configuration, too",
                    "leave one of them out");
        }
        Optional<ContentSource> source = siteRules ? Optional.empty() : SourceSettings.CONFIGURATION.read(options);
        boolean withContent = options.optional(
                        AgentOption.CONFIGURATION_WITH_CONTENT, ValueText::flag, "give true or false")
                .orElse(false);
        return root.isPresent() && (siteRules || source.isPresent())
                ? Optional.of(new ConfigurationSettings(root.get(), source, withContent))
                : Optional.empty();
    }
}
