package org.caraway.internal.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.caraway.internal.observation.TaskObserver.AttemptStep;
import org.caraway.internal.observation.TestFacts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class LogContextTest {

    private final LogContext context = new LogContext();

    @AfterEach
    void clear() {
        MDC.clear();
    }

    @Test
    void whatIsKnownOfTheTaskIsThereWhileItRuns() {
        try (AttemptStep step = context.attempt(TestFacts.running("ann", TestFacts.CONTEXT))) {
            assertThat(step).isNotNull();
            assertThat(MDC.getCopyOfContextMap())
                    .isEqualTo(Map.of(
                            "caraway.task.id", TestFacts.ID.toString(),
                            "caraway.task.name", "Mail.send",
                            "caraway.task.attempt", "2",
                            "caraway.queue", "mails",
                            "caraway.worker", "node-a1b2c",
                            "caraway.caller", "ann",
                            "caraway.trace_id", TestFacts.TRACE_ID));
        }
    }

    @Test
    void whatIsNotKnownIsLeftOut() {
        try (AttemptStep step = context.attempt(TestFacts.running(null, null))) {
            assertThat(step).isNotNull();
            assertThat(MDC.getCopyOfContextMap()).doesNotContainKeys(LogContext.CALLER, LogContext.TRACE_ID);
        }
    }

    @Test
    void theFormerContextIsBackAfterwardsHoweverTheTaskLeftIt() {
        MDC.put("request", "7");
        MDC.put("caraway.queue", "other");

        try (AttemptStep step = context.attempt(TestFacts.running(null, null))) {
            assertThat(step).isNotNull();
            MDC.clear();
            MDC.put("request", "8");
            MDC.put("left", "over");
        }

        assertThat(MDC.getCopyOfContextMap()).isEqualTo(Map.of("request", "7", "caraway.queue", "other"));
    }

    @Test
    void anEmptyContextIsEmptyAfterwards() {
        MDC.clear();

        context.attempt(TestFacts.running(null, null)).close();

        assertThat(MDC.getCopyOfContextMap()).isNullOrEmpty();
    }
}
