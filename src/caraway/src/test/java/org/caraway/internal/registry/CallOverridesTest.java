package org.caraway.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.caraway.CarawayException;
import org.caraway.TaskCall;
import org.caraway.internal.lifecycle.TimeLimits;
import org.junit.jupiter.api.Test;

class CallOverridesTest {

    private static final TaskSettings DEFINITION =
            TaskSettings.DEFAULT.with(new TimeLimits(Duration.ofSeconds(50), Duration.ofSeconds(60)));

    @Test
    void aCallThatSaysNothingHasTheLimitsOfItsDefinition() {
        assertThat(CallOverrides.applied(DEFINITION, Map.of(), null)).isEqualTo(DEFINITION);
    }

    @Test
    void aCallsLimitsReplaceThoseOfTheDefinition() {
        TaskSettings settings =
                applied(call().softTimeLimit(Duration.ofSeconds(1)).timeLimit(Duration.ofSeconds(2)));

        assertThat(settings.timeLimits()).isEqualTo(new TimeLimits(Duration.ofSeconds(1), Duration.ofSeconds(2)));
    }

    @Test
    void aCallsHardLimitBelowTheDefinitionsSoftOneCutsThat() {
        TaskSettings settings = applied(call().timeLimit(Duration.ofSeconds(2)));

        assertThat(settings.timeLimits()).isEqualTo(new TimeLimits(Duration.ofSeconds(2), Duration.ofSeconds(2)));
    }

    @Test
    void aCallsSoftLimitBeyondTheDefinitionsHardOneIsCutToThat() {
        TaskSettings settings = applied(call().softTimeLimit(Duration.ofMinutes(5)));

        assertThat(settings.timeLimits()).isEqualTo(new TimeLimits(Duration.ofSeconds(60), Duration.ofSeconds(60)));
    }

    @Test
    void aCallsRetriesLeaveTheRestOfThePolicy() {
        assertThat(applied(call().maxRetries(7)).retries()).satisfies(retries -> {
            assertThat(retries.maxRetries()).isEqualTo(7);
            assertThat(retries.delay()).isEqualTo(DEFINITION.retries().delay());
            assertThat(retries.delayMax()).isEqualTo(DEFINITION.retries().delayMax());
        });
    }

    @Test
    void aCallMayDropItsResultAndChooseItsRetention() {
        RetentionSettings kept = applied(call()).retention();
        RetentionSettings dropped =
                applied(call().ignoreResult().retainFor(Duration.ofDays(3))).retention();

        assertThat(kept.ignoreResult()).isFalse();
        assertThat(kept.retainFor()).isNull();
        assertThat(dropped.ignoreResult()).isTrue();
        assertThat(dropped.retainFor()).isEqualTo(Duration.ofDays(3));
    }

    @Test
    void whatASqlClientWroteWronglyIsNamed() {
        assertThatThrownBy(() -> CallOverrides.applied(DEFINITION, Map.of("time-limit", "soon"), null))
                .isInstanceOf(CarawayException.class)
                .hasMessage("The option time-limit of the task is 'soon'; write ISO-8601 text such as PT1M30S");
    }

    private static TaskCall<Object> call() {
        return TaskCall.of("Mail.send", List.of());
    }

    private static TaskSettings applied(TaskCall<?> call) {
        return CallOverrides.applied(
                DEFINITION,
                CallOverrides.textOf(call.options().overrides()),
                call.options().overrides().maxRetries());
    }
}
