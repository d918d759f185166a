package org.caraway.internal.cdi.config;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What is configured, for operators to see. Confined to the deploying thread. What sounds like
 * a secret is masked, under Caraway's own keys and others.
 */
public final class RedactedConfiguration {

    private static final Pattern SECRET = Pattern.compile(
            "password|passwd|passphrase|pwd|secret|token|credential|private|apikey|accesskey|signature");
    private static final String MASK = "***";

    private final Configuration configuration;

    public RedactedConfiguration(Configuration configuration) {
        this.configuration = configuration;
    }

    /**
     * All keys of the application with their defaults, and every other name beginning with caraway that has a value.
     */
    public Map<String, String> byKey() {
        Map<String, String> shown = new TreeMap<>();
        configuration.names().forEach(found -> configuration
                .find(found.name())
                .ifPresent(setting -> shown.put(found.name(), masked(found.name(), setting.text()))));
        for (ConfigurationKey key : ConfigurationKey.values()) {
            shown.put(key.key(), masked(key.key(), configuration.get(key).text()));
        }
        return shown;
    }

    private static String masked(String key, String value) {
        String plain = key.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
        return !value.isEmpty() && SECRET.matcher(plain).find() ? MASK : value;
    }
}
