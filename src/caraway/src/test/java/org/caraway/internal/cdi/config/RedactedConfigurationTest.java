package org.caraway.internal.cdi.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RedactedConfigurationTest {

    @Test
    void showsDefaultsAndWhatIsSetAndMasksWhatSoundsLikeASecret() {
        Map<String, String> set = Map.of(
                "caraway.lease", "PT20S",
                "caraway.task.\"Mail.send\".rate-limit", "10/s",
                "caraway.proxy.pass-word", "hunter2",
                "other.key", "x");
        Configuration configuration = new Configuration(new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(set, "test", 100))
                .build());

        Map<String, String> shown = new RedactedConfiguration(configuration).byKey();

        assertThat(shown)
                .containsEntry("caraway.lease", "PT20S")
                .containsEntry("caraway.poll-interval", "PT1S")
                .containsEntry("caraway.task.\"Mail.send\".rate-limit", "10/s")
                .containsEntry("caraway.proxy.pass-word", "***")
                .doesNotContainKey("other.key")
                .doesNotContainValue("hunter2");
    }
}
