package org.caraway.internal.cdi.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactedConfigurationTest {

    @Test
    void showsDefaultsAndWhatIsSet() {
        Map<String, String> shown = shown(Map.of(
                "caraway.lease", "PT20S",
                "caraway.task.\"Mail.send\".rate-limit", "10/s",
                "other.key", "x"));

        assertThat(shown)
                .containsEntry("caraway.lease", "PT20S")
                .containsEntry("caraway.poll-interval", "PT1S")
                .containsEntry("caraway.task.\"Mail.send\".rate-limit", "10/s")
                .doesNotContainKey("other.key")
                .doesNotContainValue("***");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pass-word",
                "PASSWD",
                "passphrase",
                "pwd",
                "client_secret",
                "token",
                "credentials",
                "private-key",
                "api.key",
                "access-key",
                "signature"
            })
    void masksWhatSoundsLikeASecret(String name) {
        String key = "caraway.proxy." + name;

        assertThat(shown(Map.of(key, "hunter2"))).containsEntry(key, "***").doesNotContainValue("hunter2");
    }

    private static Map<String, String> shown(Map<String, String> set) {
        Configuration configuration = new Configuration(new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(set, "test", 100))
                .build());
        return new RedactedConfiguration(configuration).byKey();
    }
}
