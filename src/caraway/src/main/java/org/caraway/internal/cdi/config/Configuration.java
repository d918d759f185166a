package org.caraway.internal.cdi.config;

import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigValue;

/** The application's MicroProfile configuration, read as {@link Setting}s. Confined to the deploying thread. */
public final class Configuration {

    private final Config config;

    public Configuration(Config config) {
        this.config = config;
    }

    /** What is configured under this key; absent if nothing, or only blanks. */
    public Optional<Setting> find(ConfigurationKey key) {
        return find(key.key());
    }

    /** What is configured under this key, otherwise its default. */
    public Setting get(ConfigurationKey key) {
        return find(key).orElseGet(() -> new Setting(key.key(), key.defaultText(), ""));
    }

    /** What is configured for this attribute of the task or queue with this name; absent if nothing. */
    public Optional<Setting> find(NamedAttribute attribute, String name) {
        return attribute.keys(name).stream()
                .map(this::find)
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Every name that a source has and that begins with {@code caraway} in any case, with the source it is from. */
    public List<ConfiguredName> names() {
        return StreamSupport.stream(config.getConfigSources().spliterator(), false)
                .flatMap(source -> source.getPropertyNames().stream()
                        .filter(Configuration::isOurs)
                        .map(name -> new ConfiguredName(name, source.getName())))
                .distinct()
                .toList();
    }

    private static boolean isOurs(String name) {
        return name.regionMatches(true, 0, "caraway.", 0, 8) || name.startsWith("CARAWAY_");
    }

    /** What is configured under this name; absent if nothing, or only blanks. */
    Optional<Setting> find(String key) {
        ConfigValue value = config.getConfigValue(key);
        String text = value.getValue();
        return text == null || text.isBlank()
                ? Optional.empty()
                : Optional.of(new Setting(key, text, String.valueOf(value.getSourceName())));
    }
}
