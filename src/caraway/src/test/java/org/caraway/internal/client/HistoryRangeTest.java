package org.caraway.internal.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistoryRangeTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void beginsWithAWholeMinute() {
        assertThat(HistoryRange.checkedSince(NOON.plusSeconds(59), NOON.plusSeconds(60), Duration.ofMinutes(1)))
                .isEqualTo(NOON);
    }

    @ParameterizedTest
    @CsvSource({"PT0S", "PT-1M", "PT90S", "PT1M0.5S"})
    void aStepThatIsNotOfWholeMinutesIsRefused(Duration step) {
        assertThatThrownBy(() -> HistoryRange.checkedSince(NOON, NOON.plusSeconds(60), step))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Give a step of whole minutes, such as PT1M; was " + step);
    }

    @Test
    void anEndThatIsNotAfterTheBeginningIsRefused() {
        assertThatThrownBy(() -> HistoryRange.checkedSince(NOON, NOON, Duration.ofMinutes(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Give an end after 2026-03-01T12:00:00Z; was 2026-03-01T12:00:00Z");
    }

    @Test
    void tooManyStepsAreRefusedWithAStepThatDoes() {
        Instant week = NOON.plus(Duration.ofDays(7));

        assertThatThrownBy(() -> HistoryRange.checkedSince(NOON, week, Duration.ofMinutes(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("These are more than 2000 steps of PT1M; give one of PT6M or more, or a shorter time");
        assertThat(HistoryRange.checkedSince(NOON, week, Duration.ofMinutes(6))).isEqualTo(NOON);
    }

    @Test
    void asManyStepsAsThereMayBeAreNotTooMany() {
        Duration minute = Duration.ofMinutes(1);
        Instant last = NOON.plus(minute.multipliedBy(2_000));

        assertThat(HistoryRange.checkedSince(NOON, last, minute)).isEqualTo(NOON);
        assertThatThrownBy(() -> HistoryRange.checkedSince(NOON, last.plusMillis(1), minute))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("These are more than 2000 steps of PT1M; give one of PT2M or more, or a shorter time");
        assertThatThrownBy(() -> HistoryRange.checkedSince(NOON, last.plus(minute.multipliedBy(2_000)), minute))
                .hasMessageContaining("give one of PT2M or more");
    }
}
