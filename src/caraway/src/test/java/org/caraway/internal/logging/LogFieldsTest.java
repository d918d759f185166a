package org.caraway.internal.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.JsonException;
import java.util.List;
import java.util.Map;
import org.caraway.spi.ContextPropagator.Restored;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class LogFieldsTest {

    private final LogFields fields = new LogFields(List.of("orderId", "tenant"));

    @AfterEach
    void clear() {
        MDC.clear();
    }

    @Test
    void onlyTheChosenFieldsTravel() {
        MDC.put("orderId", "42");
        MDC.put("session", "s3cret");

        assertThat(fields.capture()).contains("{\"orderId\":\"42\"}");
    }

    @Test
    void withoutAnyNothingTravels() {
        assertThat(fields.capture()).isEmpty();
    }

    @Test
    void aLongValueIsCut() {
        MDC.put("orderId", "4".repeat(300));

        assertThat(fields.capture()).contains("{\"orderId\":\"" + "4".repeat(256) + "\"}");
    }

    @Test
    void theyAreThereUntilTheAttemptEndsAndTheFormerOnesAfterwards() {
        MDC.put("tenant", "north");

        Restored restored = fields.restore("{\"orderId\":\"42\",\"tenant\":\"south\",\"other\":\"x\"}", 1);
        assertThat(MDC.getCopyOfContextMap()).isEqualTo(Map.of("orderId", "42", "tenant", "south"));
        restored.close();

        assertThat(MDC.getCopyOfContextMap()).isEqualTo(Map.of("tenant", "north"));
    }

    @Test
    void whatIsNoTextIsLeftOut() {
        try (Restored restored = fields.restore("{\"orderId\":42}", 1)) {
            assertThat(restored).isNotNull();
            assertThat(MDC.get("orderId")).isNull();
        }
    }

    @Test
    void whatIsNoJsonIsRefused() {
        assertThatThrownBy(() -> fields.restore("orderId=42", 1)).isInstanceOf(JsonException.class);
    }
}
