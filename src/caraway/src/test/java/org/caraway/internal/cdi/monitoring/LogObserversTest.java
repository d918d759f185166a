package org.caraway.internal.cdi.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.caraway.Sensitive;
import org.caraway.Task;
import org.caraway.TaskCall;
import org.caraway.internal.cdi.Application;
import org.caraway.internal.observation.LoggedRecords;
import org.caraway.internal.observation.StepLog;
import org.caraway.internal.observation.TaskFacts;
import org.caraway.internal.observation.TaskObserver.AttemptStep;
import org.caraway.internal.observation.TaskObserver.EnqueueStep;
import org.caraway.internal.propagation.CallerContext;
import org.caraway.internal.propagation.ContextPropagation;
import org.caraway.spi.ContextPropagator.Restored;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class LogObserversTest {

    private static final UUID ID = UUID.fromString("00000000-0000-7000-8000-000000000001");

    @ApplicationScoped
    static class Mail {
        @Task
        public void invite(String address, @Sensitive String code) {}
    }

    @Test
    void argumentsAreNotLoggedUnlessThatIsConfigured() {
        assertThat(linesOf(Map.of(), "Mail.invite")).singleElement().asString().doesNotContain("a@b", "s3cret");
    }

    @Test
    void sensitiveArgumentsAreMaskedEvenThen() {
        assertThat(linesOf(Map.of("caraway.log-arguments", "true"), "Mail.invite"))
                .singleElement()
                .asString()
                .endsWith("arguments=\"[\\\"a@b\\\",\\\"***\\\"]\"");
    }

    @Test
    void argumentsOfAnUnknownTaskAreNeverLogged() {
        assertThat(linesOf(Map.of("caraway.log-arguments", "true"), "Mail.remote"))
                .singleElement()
                .asString()
                .doesNotContain("a@b", "s3cret");
    }

    @Test
    void theAttemptsThreadAndItsLogContextNameTheTask() {
        try (Application application = Application.with(Mail.class).deploy();
                AttemptStep step = application
                        .deployment()
                        .observers()
                        .observers(ContextPropagation.NONE, Runnable::run)
                        .attempt(facts("Mail.invite"))) {
            assertThat(step).isNotNull();
            assertThat(Thread.currentThread().getName()).endsWith(" Mail.invite[" + ID + "]");
            assertThat(MDC.get("caraway.task.id")).isEqualTo(ID.toString());
        }
    }

    @Test
    void chosenLogFieldsTravel() {
        Map<String, String> configuration = Map.of("caraway.propagate-log-fields", "orderId");
        try (Application application =
                Application.with(Mail.class).configuredBy(configuration).deploy()) {
            ContextPropagation propagation =
                    application.deployment().propagation().get();
            MDC.put("orderId", "42");
            CallerContext context = propagation.capture();
            MDC.clear();

            try (Restored restored = propagation.restore(context)) {
                assertThat(restored).isNotNull();
                assertThat(MDC.get("orderId")).isEqualTo("42");
            }

            assertThat(MDC.get("orderId")).isNull();
        }
    }

    private static List<String> linesOf(Map<String, String> configuration, String name) {
        List<TaskCall<@Nullable Object>> calls = List.of(TaskCall.of(name, List.of("a@b", "s3cret")));
        try (Application application =
                        Application.with(Mail.class).configuredBy(configuration).deploy();
                LoggedRecords logged = new LoggedRecords(StepLog.LOGGER);
                EnqueueStep step = application
                        .deployment()
                        .observers()
                        .observers(ContextPropagation.NONE, Runnable::run)
                        .enqueue(calls)) {
            step.enqueued(List.of(facts(name)));
            return logged.lines();
        }
    }

    private static TaskFacts facts(String name) {
        return new TaskFacts(ID, name, "default", 0, 0, null, Duration.ZERO, Map.of(), ID, null, CallerContext.NONE);
    }
}
