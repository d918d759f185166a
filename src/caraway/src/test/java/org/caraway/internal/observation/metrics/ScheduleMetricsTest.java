package org.caraway.internal.observation.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.caraway.ScheduleEvent;
import org.junit.jupiter.api.Test;

class ScheduleMetricsTest {

    private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");

    private final ShownMetrics shown = new ShownMetrics();
    private final ScheduleMetrics metrics = new ScheduleMetrics(shown);

    private static ScheduleEvent fired(String schedule, Duration late) {
        return new ScheduleEvent.Fired(schedule, NOON, new UUID(0, 1), late);
    }

    @Test
    void eachFireIsCountedByWhatBecameOfIt() {
        metrics.schedule(fired("nightly", Duration.ofMillis(20)));
        metrics.schedule(fired("nightly", Duration.ofMinutes(2)));
        metrics.schedule(new ScheduleEvent.Missed("nightly", NOON, "late"));
        metrics.schedule(new ScheduleEvent.Skipped("nightly", NOON, "A run has not finished"));
        metrics.schedule(new ScheduleEvent.Queued("nightly", NOON));
        metrics.schedule(new ScheduleEvent.Refused("nightly", NOON, "no such option"));
        metrics.schedule(new ScheduleEvent.Ended("nightly"));

        assertThat(shown.nonZero("-"))
                .isEqualTo(Map.of(
                        "caraway_schedule_fires_total{schedule=nightly}", 2.0,
                        "caraway_schedule_late_fires_total{schedule=nightly}", 1.0,
                        "caraway_schedule_missed_total{schedule=nightly}", 1.0,
                        "caraway_schedule_skipped_total{schedule=nightly}", 1.0,
                        "caraway_schedule_queued_total{schedule=nightly}", 1.0,
                        "caraway_schedule_refused_total{schedule=nightly}", 1.0));
    }

    @Test
    void manySchedulesShareOneSeries() {
        for (int i = 0; i < ScheduleMetrics.SERIES_CAP + 10; i++) {
            metrics.schedule(fired("s" + i, Duration.ZERO));
        }

        assertThat(shown.value("caraway_schedule_fires_total{schedule=other}")).isEqualTo(10);
    }

    @Test
    void lateSchedulesAreShownUnlessTheyAreUnknown() {
        ScheduleMetrics.show(shown, () -> Optional.of(List.of("nightly")));
        assertThat(shown.value("caraway_late_schedules{}")).isEqualTo(1);

        ShownMetrics unknown = new ShownMetrics();
        ScheduleMetrics.show(unknown, Optional::empty);
        assertThat(unknown.value("caraway_late_schedules{}")).isNaN();
    }
}
