package io.cdntopology.rules;

import io.cdntopology.spi.ContentRepository;
import io.cdntopology.spi.ContentSource;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The rules of a site as a source of configurations.
 *
 * @param site  where the site comes from
 * @param rules what is opened: they are read from the repository of the site, which is open already
 */
public record SiteRulesSource(ContentSource site, SiteRulesRepository rules) implements ContentSource {
    @Override
    public String location() {
        return site.location();
    }

    @Override
    public Duration pollInterval() {
        return site.pollInterval();
    }

    /** Keeps nothing in the directory. */
    @Override
    public ContentRepository open(Path directory) {
        return rules;
    }
}
