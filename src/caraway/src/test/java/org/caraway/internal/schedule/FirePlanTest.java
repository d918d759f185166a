package org.caraway.internal.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.caraway.Misfire;
import org.caraway.Overlap;
import org.caraway.admin.FireOutcome;
import org.caraway.admin.ScheduleSettings;
import org.caraway.admin.ScheduleState;
import org.caraway.admin.Timing;
import org.caraway.internal.store.schedule.ScheduleFires.Runs;
import org.caraway.internal.store.schedule.ScheduleRow;
import org.caraway.internal.store.schedule.ScheduleRow.Status;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What due schedules do: misfires, overlaps, ends. */
class FirePlanTest {

    private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");
    private static final ScheduleSettings MINUTES = ScheduleSettings.of(Timing.every(Duration.ofMinutes(1)));

    private static Status due(Instant nextAt) {
        return new Status("ACTIVE", null, nextAt, null, null, 0, Instant.EPOCH, 0);
    }

    private static StoredSchedule schedule(ScheduleSettings settings, Status status) {
        return schedule(settings, status, Exclusions.NONE);
    }

    private static StoredSchedule schedule(ScheduleSettings settings, Status status, Exclusions exclusions) {
        return new StoredSchedule(
                new ScheduleRow(new UUID(0, 1), "name", Map.of(), status, null, Set.of(), 0, Instant.EPOCH, null),
                settings,
                SchedulePlugins.NONE.timetable("name", settings),
                exclusions);
    }

    private static FirePlan.Result plan(ScheduleSettings settings, Instant nextAt, Runs runs, Instant now) {
        return new FirePlan(schedule(settings, due(nextAt)), runs, now).byClock(0);
    }

    private static long count(FirePlan.Result result, FireOutcome outcome) {
        return result.fires().stream().filter(fire -> fire.outcome() == outcome).count();
    }

    @Test
    void aFireInTimeRunsAndTheNextOneIsLater() {
        FirePlan.Result result = plan(MINUTES, NOON, Runs.NONE, NOON.plusMillis(20));

        assertThat(result.fires()).containsExactly(new FirePlan.Fire(NOON, FireOutcome.FIRED, null));
        assertThat(result.status().nextAt()).isEqualTo(NOON.plusSeconds(60));
        assertThat(result.status().lastAt()).isEqualTo(NOON);
        assertThat(result.status().runs()).isEqualTo(1);
    }

    @Test
    void afterAnHourWithoutNodesOnceRunsTheLatestFire() {
        FirePlan.Result result = plan(MINUTES, NOON, Runs.NONE, NOON.plusSeconds(3_630));

        assertThat(count(result, FireOutcome.FIRED)).isEqualTo(1);
        assertThat(count(result, FireOutcome.MISSED)).isEqualTo(60);
        assertThat(result.fires().get(60))
                .isEqualTo(new FirePlan.Fire(NOON.plusSeconds(3_600), FireOutcome.FIRED, null));
        assertThat(result.status().nextAt()).isEqualTo(NOON.plusSeconds(3_660));
    }

    @Test
    void afterAnHourWithoutNodesAllRunsEachFireInOrder() {
        FirePlan.Result result = plan(MINUTES.misfire(Misfire.ALL, null), NOON, Runs.NONE, NOON.plusSeconds(3_630));

        assertThat(result.fires()).hasSize(61).allMatch(fire -> fire.outcome() == FireOutcome.FIRED);
        assertThat(result.fires()).isSortedAccordingTo((one, other) -> one.at().compareTo(other.at()));
    }

    @Test
    void afterAnHourWithoutNodesSkipRunsOnlyWhatIsAtMostAMinuteLate() {
        ScheduleSettings hourly =
                ScheduleSettings.of(Timing.every(Duration.ofHours(1))).misfire(Misfire.SKIP, null);

        assertThat(count(plan(hourly, NOON, Runs.NONE, NOON.plusSeconds(3_000)), FireOutcome.FIRED))
                .isZero();
        assertThat(count(plan(hourly, NOON, Runs.NONE, NOON.plusSeconds(59)), FireOutcome.FIRED))
                .isEqualTo(1);
    }

    @Test
    void ofFiresThatDoNotFitIntoATransactionTheNextIsDue() {
        FirePlan.Result result = plan(MINUTES.misfire(Misfire.ALL, null), NOON, Runs.NONE, NOON.plusSeconds(3_630));

        Status status = result.statusAfter(20);

        assertThat(status.state()).isEqualTo("ACTIVE");
        assertThat(status.lastAt()).isEqualTo(NOON.plusSeconds(19 * 60));
        assertThat(status.nextAt()).isEqualTo(NOON.plusSeconds(20 * 60));
        assertThat(status.runs()).isEqualTo(20);
    }

    @ParameterizedTest
    @EnumSource(
            value = Overlap.class,
            names = {"SKIP", "QUEUE_ONE", "QUEUE_ALL"})
    void aFireWaitsForABackfilledRunAndIsNotSkipped(Overlap policy) {
        FirePlan.Result result = plan(MINUTES.overlap(policy), NOON, new Runs(0, 0, 1), NOON);

        assertThat(result.fires()).extracting(FirePlan.Fire::outcome).containsExactly(FireOutcome.QUEUED);
    }

    @Test
    void whatACalendarExcludesIsSkippedAndTheLatestOfTheOthersRuns() {
        Exclusions afterwards = at -> at.isAfter(NOON.plusSeconds(120)) ? "Excluded" : null;

        FirePlan.Result result =
                new FirePlan(schedule(MINUTES, due(NOON), afterwards), Runs.NONE, NOON.plusSeconds(240)).byClock(0);

        assertThat(result.fires())
                .extracting(FirePlan.Fire::outcome)
                .containsExactly(
                        FireOutcome.MISSED,
                        FireOutcome.MISSED,
                        FireOutcome.FIRED,
                        FireOutcome.SKIPPED,
                        FireOutcome.SKIPPED);
        assertThat(result.fires().get(4))
                .isEqualTo(new FirePlan.Fire(NOON.plusSeconds(240), FireOutcome.SKIPPED, "Excluded", true));
        assertThat(result.status().runs()).isEqualTo(1);
    }

    @Test
    void anExcludedRunAfterADelayComesAgainADelayLater() {
        ScheduleSettings delay = ScheduleSettings.of(Timing.delay(Duration.ofMinutes(10)));

        FirePlan.Result result =
                new FirePlan(schedule(delay, due(NOON), at -> "Excluded"), Runs.NONE, NOON).afterDelay(0, null);

        assertThat(result.fires()).containsExactly(new FirePlan.Fire(NOON, FireOutcome.SKIPPED, "Excluded", true));
        assertThat(result.status().nextAt()).isEqualTo(NOON.plusSeconds(600));
    }

    @Test
    void twoWeeksOfSecondsStayWithinTheBound() {
        ScheduleSettings seconds = ScheduleSettings.of(Timing.every(Duration.ofSeconds(1)));
        Instant now = NOON.plus(Duration.ofDays(14));

        for (Misfire policy : Misfire.values()) {
            FirePlan.Result result = plan(seconds.misfire(policy, Duration.ofDays(30)), NOON, Runs.NONE, now);
            long most = policy == Misfire.ALL ? Backlog.CAP : 1;
            assertThat(count(result, FireOutcome.FIRED)).as(policy.name()).isBetween(1L, most);
            assertThat(result.fires()).hasSizeLessThanOrEqualTo(Backlog.CAP + 1);
            assertThat(result.fires().get(0).at()).isEqualTo(NOON);
            assertThat(result.fires().get(0).reason()).startsWith("Missed, as all fires after it before 2026-12-14");
            assertThat(result.status().nextAt()).isEqualTo(now.plusSeconds(1));
        }
    }

    @Test
    void aFireOutsideOfItsWindowIsMissed() {
        ScheduleSettings narrow = MINUTES.misfire(Misfire.ALL, Duration.ofSeconds(90));

        FirePlan.Result result = plan(narrow, NOON, Runs.NONE, NOON.plusSeconds(200));

        assertThat(result.fires())
                .extracting(FirePlan.Fire::outcome)
                .containsExactly(FireOutcome.MISSED, FireOutcome.MISSED, FireOutcome.FIRED, FireOutcome.FIRED);
        assertThat(result.fires().get(0).reason()).isEqualTo("No node could fire it within PT1M30S");
    }

    @ParameterizedTest
    @CsvSource({
        "ALLOW, 0, 1, FIRED, false",
        "SKIP, 0, 0, FIRED, false",
        "SKIP, 0, 1, SKIPPED, false",
        "SKIP, 1, 0, SKIPPED, false",
        "QUEUE_ONE, 0, 0, FIRED, false",
        "QUEUE_ONE, 0, 1, QUEUED, false",
        "QUEUE_ONE, 1, 1, SKIPPED, false",
        "QUEUE_ALL, 5, 1, QUEUED, false",
        "QUEUE_ALL, 1000, 1, SKIPPED, false",
        "REVOKE_RUNNING, 0, 1, FIRED, true",
        "REVOKE_RUNNING, 0, 0, FIRED, false"
    })
    void theOverlapPolicyDecidesWhileARunHasNotFinished(
            Overlap policy, int waiting, int started, FireOutcome outcome, boolean revokes) {
        FirePlan.Result result = plan(MINUTES.overlap(policy), NOON, new Runs(waiting, started, 0), NOON);

        assertThat(result.fires()).extracting(FirePlan.Fire::outcome).containsExactly(outcome);
        assertThat(result.revokesRunning()).isEqualTo(revokes);
    }

    @Test
    void theLastOfItsRunsEndsASchedule() {
        FirePlan.Result result =
                plan(MINUTES.maxRuns(2L).misfire(Misfire.ALL, null), NOON, Runs.NONE, NOON.plusSeconds(600));

        assertThat(count(result, FireOutcome.FIRED)).isEqualTo(2);
        assertThat(result.status().state()).isEqualTo(ScheduleState.ENDED.name());
        assertThat(result.status().nextAt()).isNull();
    }

    @Test
    void anInstantEndsWithItsFire() {
        FirePlan.Result result = plan(ScheduleSettings.of(Timing.at(NOON)), NOON, Runs.NONE, NOON.plusSeconds(5));

        assertThat(count(result, FireOutcome.FIRED)).isEqualTo(1);
        assertThat(result.status().state()).isEqualTo(ScheduleState.ENDED.name());
    }

    @Test
    void aFireThatWasDueBeforeTheTimesChangedStillRuns() {
        ScheduleSettings yearly = ScheduleSettings.of(Timing.cron("@yearly"));

        FirePlan.Result result = plan(yearly, NOON, Runs.NONE, NOON.plusSeconds(2));

        assertThat(result.fires()).containsExactly(new FirePlan.Fire(NOON, FireOutcome.FIRED, null));
        assertThat(result.status().nextAt()).isEqualTo(Instant.parse("2027-01-01T00:00:00Z"));
    }

    @Test
    void aClockThatGoesBackRepeatsNoFire() {
        ScheduleSettings settings = MINUTES;
        Status ahead = new Status("ACTIVE", null, NOON, NOON.plusSeconds(3_600), null, 7, Instant.EPOCH, 0);

        Status started = FirePlan.starting(settings, SchedulePlugins.NONE.timetable("name", settings), ahead, NOON);

        assertThat(started.nextAt()).isEqualTo(NOON.plusSeconds(3_660));
    }

    @Test
    void enoughFailuresInARowPause() {
        FirePlan.Result result =
                new FirePlan(schedule(MINUTES.pauseAfterFailures(3), due(NOON)), Runs.NONE, NOON).byClock(3);

        assertThat(result.fires()).isEmpty();
        assertThat(result.status().state()).isEqualTo(ScheduleState.PAUSED.name());
        assertThat(result.status().reason()).isEqualTo("3 runs in a row have failed");
    }

    private static FirePlan.Result afterDelay(Runs runs, @Nullable Instant finishedAt) {
        ScheduleSettings delay = ScheduleSettings.of(Timing.delay(Duration.ofMinutes(5)));
        return new FirePlan(schedule(delay, due(NOON)), runs, NOON).afterDelay(0, finishedAt);
    }

    @Test
    void aDelayCountsFromTheEndOfTheLatestRun() {
        assertThat(afterDelay(new Runs(0, 1, 0), null).status().nextAt()).isEqualTo(NOON.plusSeconds(1));
        assertThat(afterDelay(Runs.NONE, NOON.minusSeconds(60)).status().nextAt())
                .isEqualTo(NOON.plusSeconds(240).plusMillis(1));
        FirePlan.Result fired = afterDelay(Runs.NONE, NOON.minusSeconds(300));
        assertThat(fired.fires()).isEqualTo(List.of(new FirePlan.Fire(NOON, FireOutcome.FIRED, null)));
        assertThat(fired.status().nextAt()).isEqualTo(NOON.plusSeconds(300));
    }
}
