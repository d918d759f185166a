package org.caraway.internal.cdi.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SettingParserTest {

    private final Problems problems = new Problems();
    private final SettingParser parser = new SettingParser(problems);
    private final Setting fields = new Setting("caraway.propagate-log-fields", "orderId, tenant", "test.properties");

    @Test
    void logFieldsAreKeysSeparatedByCommas() {
        assertThat(parser.logFields(fields, true)).isEqualTo(List.of("orderId", "tenant"));
        assertThat(problems.isEmpty()).isTrue();
    }

    @Test
    void logFieldsWithoutSlf4jAreAMistake() {
        assertThat(parser.logFields(fields, false)).isNotNull();

        assertThat(problems.lines())
                .containsExactly(
                        "caraway.propagate-log-fields: 'orderId, tenant' (from test.properties) needs SLF4J, which"
                                + " this application cannot see; add org.slf4j:slf4j-api, or remove the key");
    }
}
