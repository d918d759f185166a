package org.caraway.internal.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.caraway.CallTiming;
import org.caraway.Misfire;
import org.caraway.admin.FireOutcome;
import org.caraway.admin.ScheduleSettings;
import org.caraway.admin.ScheduleState;
import org.caraway.admin.Timing;
import org.caraway.internal.schedule.time.Timetable;
import org.caraway.internal.schedule.time.Timetables;
import org.caraway.internal.store.schedule.ScheduleFires.Runs;
import org.caraway.internal.store.schedule.ScheduleRow.Status;
import org.jspecify.annotations.Nullable;

/**
 * What a schedule does that is due: pure rules. Confined to one use.
 *
 * <p>The fires whose time has come are looked at from the earliest on. The misfire policy decides which of them would
 * run, then the overlap policy what each of these does. The next due time is always later than every fire that was
 * decided, whatever the clock does, so that no fire is decided twice.
 */
final class FirePlan {

    private static final Duration SHORT_WINDOW = Duration.ofMinutes(1);
    private static final Duration LONG_WINDOW = Duration.ofDays(1);
    private static final Duration RECHECK = Duration.ofSeconds(1);
    private static final int QUEUE_CAP = 1_000;

    private final ScheduleSettings settings;
    private final Timetable timetable;
    private final Exclusions exclusions;
    private final Status status;
    private final Instant now;
    private final List<Fire> fires = new ArrayList<>();
    private int waiting;
    private int started;
    private final int backfilled;
    private long runs;
    private boolean revokes;

    /** A fire and what becomes of it; the reason is null if it runs. A calendar may exclude it. */
    record Fire(Instant at, FireOutcome outcome, @Nullable String reason, boolean excluded) {

        Fire(Instant at, FireOutcome outcome, @Nullable String reason) {
            this(at, outcome, reason, false);
        }

        /** Whether it is a run of the schedule. */
        boolean counts() {
            return outcome == FireOutcome.FIRED || outcome == FireOutcome.QUEUED;
        }
    }

    /**
     * What to store.
     *
     * @param fires the fires that were decided
     * @param status what the schedule does from now on, with the task of its latest run as before
     * @param revokesRunning whether its present runs are revoked
     */
    record Result(List<Fire> fires, Status status, boolean revokesRunning) {

        /** The status if only the first fires are stored, at least one if there is any: the next one is due. */
        Status statusAfter(int stored) {
            if (stored == fires.size()) {
                return status;
            }
            long left = fires.subList(stored, fires.size()).stream()
                    .filter(Fire::counts)
                    .count();
            return status.with(
                            ScheduleState.ACTIVE.name(), null, fires.get(stored).at())
                    .until(fires.get(stored - 1).at(), status.runs() - left);
        }
    }

    /**
     * A plan.
     *
     * @param runs the runs that have not finished
     * @param now the database's clock
     */
    FirePlan(StoredSchedule schedule, Runs runs, Instant now) {
        this.settings = schedule.settings();
        this.timetable = schedule.timetable();
        this.exclusions = schedule.exclusions();
        this.status = schedule.row().status();
        this.now = now;
        this.waiting = runs.waiting();
        this.started = runs.started();
        this.backfilled = runs.backfilled();
        this.runs = status.runs();
    }

    /**
     * The result for a schedule that fires by the clock.
     *
     * @param failures how many runs have failed in a row
     */
    Result byClock(int failures) {
        if (pausesAfter(failures)) {
            return paused(failures);
        }
        Backlog backlog = Backlog.of(timetable, due(), now);
        Instant leftOut = backlog.leftOutFrom();
        if (leftOut != null) {
            fires.add(new Fire(
                    leftOut,
                    FireOutcome.MISSED,
                    "Missed, as all fires after it before "
                            + (backlog.fires().isEmpty() ? now : backlog.fires().get(0))));
        }
        List<@Nullable String> excluded = new ArrayList<>();
        backlog.fires().forEach(fire -> excluded.add(exclusions.reason(fire)));
        int latest = excluded.lastIndexOf(null);
        for (int i = 0; i < backlog.fires().size() && !ended(); i++) {
            String why = excluded.get(i);
            if (why == null) {
                decide(backlog.fires().get(i), i == latest);
            } else {
                exclude(backlog.fires().get(i), why);
            }
        }
        return result(now);
    }

    private void exclude(Instant at, String why) {
        fires.add(new Fire(at, FireOutcome.SKIPPED, why, true));
    }

    private boolean pausesAfter(int failures) {
        return settings.pauseAfterFailures() > 0 && failures >= settings.pauseAfterFailures();
    }

    private Result paused(int failures) {
        String reason = failures + " runs in a row have failed";
        return new Result(List.of(), status.with(ScheduleState.PAUSED.name(), reason, null), false);
    }

    private Instant due() {
        Instant due = status.nextAt();
        return due == null ? now : due;
    }

    private boolean ended() {
        Long most = settings.maxRuns();
        return most != null && runs >= most;
    }

    private void decide(Instant at, boolean latest) {
        Duration window = window();
        if (Duration.between(at, now).compareTo(window) > 0) {
            fires.add(new Fire(at, FireOutcome.MISSED, "No node could fire it within " + window));
        } else if (settings.misfire() != Misfire.ALL && !latest) {
            fires.add(new Fire(at, FireOutcome.MISSED, "A later fire runs instead"));
        } else {
            run(at);
        }
    }

    private Duration window() {
        Duration set = settings.catchUp();
        if (set != null) {
            return set;
        }
        return switch (settings.misfire()) {
            case ONCE -> CallTiming.LONGEST;
            case ALL -> LONG_WINDOW;
            case SKIP -> SHORT_WINDOW;
        };
    }

    private void run(Instant at) {
        boolean free = waiting + started + backfilled == 0;
        switch (settings.overlap()) {
            case ALLOW -> fire(at);
            case SKIP -> {
                if (waiting + started == 0) {
                    queue(at, free, 1); // not skipped for a run of the past, which would be one more that is missed
                } else {
                    skip(at, "A run has not finished");
                }
            }
            case QUEUE_ONE -> queue(at, free, 1);
            case QUEUE_ALL -> queue(at, free, QUEUE_CAP);
            case REVOKE_RUNNING -> {
                revokes |= !free;
                fire(at);
            }
        }
    }

    private void queue(Instant at, boolean free, int most) {
        if (free) {
            fire(at);
        } else if (waiting < most) {
            fires.add(new Fire(at, FireOutcome.QUEUED, "Waits for the end of a run"));
            waiting++;
            runs++;
        } else {
            skip(at, most == 1 ? "A run waits already" : most + " runs wait already");
        }
    }

    private void fire(Instant at) {
        fires.add(new Fire(at, FireOutcome.FIRED, null));
        waiting++;
        runs++;
    }

    private void skip(Instant at, String reason) {
        fires.add(new Fire(at, FireOutcome.SKIPPED, reason));
    }

    private Result result(Instant after) {
        Instant lastAt =
                fires.isEmpty() ? status.lastAt() : fires.get(fires.size() - 1).at();
        Instant from = lastAt != null && lastAt.isAfter(after) ? lastAt : after;
        Instant nextAt = ended() ? null : timetable.next(from).orElse(null);
        ScheduleState state = nextAt == null ? ScheduleState.ENDED : ScheduleState.ACTIVE;
        return new Result(
                List.copyOf(fires),
                new Status(
                        state.name(),
                        null,
                        nextAt,
                        lastAt,
                        status.lastTaskId(),
                        runs,
                        status.activeSince(),
                        status.firesWithoutRun()),
                revokes);
    }

    /**
     * The result for a schedule that fires some time after the end of its latest run. While a run has not finished, it
     * looks again a second later.
     *
     * @param failures how many runs have failed in a row
     * @param finishedAt when the latest run finished, null if unknown
     */
    Result afterDelay(int failures, @Nullable Instant finishedAt) {
        Duration delay = Timetables.delayOf(settings.timing());
        if (waiting + started + backfilled > 0) {
            return dueAt(now.plus(shorter(RECHECK, delay)));
        }
        if (pausesAfter(failures)) {
            return paused(failures);
        }
        Optional<Instant> due = timetable.next(finishedAt == null ? due().minus(delay) : finishedAt);
        if (due.isEmpty() || ended()) {
            return new Result(List.of(), status.with(ScheduleState.ENDED.name(), null, null), false);
        }
        if (due.get().isAfter(now)) {
            return dueAt(due.get().truncatedTo(ChronoUnit.MILLIS).plusMillis(1));
        }
        Instant at = later(now.truncatedTo(ChronoUnit.MILLIS), status.lastAt());
        String excluded = exclusions.reason(at);
        if (excluded == null) {
            fire(at);
        } else {
            exclude(at, excluded);
        }
        return result(now);
    }

    private Result dueAt(Instant instant) {
        return new Result(List.of(), status.with(ScheduleState.ACTIVE.name(), null, instant), false);
    }

    private static Instant later(Instant instant, @Nullable Instant than) {
        return than == null || instant.isAfter(than) ? instant : than.plusMillis(1);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Whether a schedule fires some time after the end of its latest run. */
    static boolean byDelay(ScheduleSettings settings) {
        return settings.timing().kind() == Timing.Kind.DELAY;
    }

    /** The status of a schedule that begins, or begins again, at this instant. */
    static Status starting(ScheduleSettings settings, Timetable timetable, Status status, Instant from) {
        Instant lastAt = status.lastAt();
        Long most = settings.maxRuns();
        Instant nextAt = most != null && status.runs() >= most
                ? null
                : timetable
                        .next(lastAt != null && lastAt.isAfter(from) ? lastAt : from)
                        .orElse(null);
        return status.with((nextAt == null ? ScheduleState.ENDED : ScheduleState.ACTIVE).name(), null, nextAt);
    }
}
