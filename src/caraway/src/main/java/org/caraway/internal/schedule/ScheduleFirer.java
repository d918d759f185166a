package org.caraway.internal.schedule;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.caraway.CarawayException;
import org.caraway.QueueFullException;
import org.caraway.QueueUnavailableException;
import org.caraway.TaskVetoedException;
import org.caraway.admin.FireOutcome;
import org.caraway.admin.ScheduleState;
import org.caraway.internal.client.ScheduledTasks;
import org.caraway.internal.engine.loop.Loop;
import org.caraway.internal.store.schedule.ScheduleFires;
import org.caraway.internal.store.schedule.ScheduleFires.Due;
import org.caraway.internal.store.schedule.ScheduleFires.Fire;
import org.caraway.internal.store.schedule.ScheduleFires.Firing;
import org.caraway.internal.store.schedule.ScheduleFires.Queued;
import org.caraway.internal.store.schedule.ScheduleFires.Runs;
import org.caraway.internal.store.schedule.ScheduleRow;
import org.jspecify.annotations.Nullable;

/**
 * Fires schedules, on every node that has a worker. Thread-safe; confined to one loop.
 *
 * <p>A round reads the schedules that are due, decides without a transaction what they do, and stores that together
 * with their tasks: {@link ScheduleFires#store} lets one node win. If this process dies before, nothing has happened,
 * and another node does the same; if it dies afterwards, everything has. It sleeps until the next schedule is due by
 * the database's clock, at most a second, so that it finds what other nodes and SQL clients change.
 *
 * <p>What the database refuses is stored again, one schedule after another: the one that it refuses is invalid from
 * then on, and the others fire.
 */
public final class ScheduleFirer {

    private static final System.Logger LOG = System.getLogger(ScheduleFirer.class.getName());
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration LOOP_END = Duration.ofSeconds(3);
    private static final Duration DEFERRAL = Duration.ofMinutes(1);
    private static final int BATCH = 200;

    private final ScheduleFires fires;
    private final ScheduledTasks tasks;
    private final DeclaredSchedules declared;
    private final SchedulePlugins plugins;
    private final LateSchedules late;
    private final Set<UUID> deferred = new HashSet<>(); // confined to the loop
    private long deferredUntilNanos = System.nanoTime(); // confined to the loop
    private final Loop loop = new Loop("schedule", Duration.ofMillis(5), this::round);

    /**
     * Not started.
     *
     * @param declared what the code of this node declares, which it confirms now and then
     * @param plugins the types and calendars of this application
     */
    public ScheduleFirer(
            ScheduleFires fires, ScheduledTasks tasks, DeclaredSchedules declared, SchedulePlugins plugins) {
        this.fires = fires;
        this.tasks = tasks;
        this.declared = declared;
        this.plugins = plugins;
        this.late = new LateSchedules(fires, plugins);
    }

    /** Starts the loop. */
    public void start(Executor executor) {
        loop.start(executor);
    }

    /** The schedules that do not run, as of the last fifteen seconds. */
    public LateSchedules late() {
        return late;
    }

    /** Looks at once, because a schedule has changed. */
    public void wake() {
        loop.wake();
    }

    /** Stops the loop; returns within three seconds. */
    public void stop() {
        loop.requestStop();
        try {
            loop.awaitStop(LOOP_END);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration round() {
        declared.confirm();
        try {
            return fireDue();
        } finally {
            late.look(); // above all when nothing can be fired
        }
    }

    /** Fires what is due, and returns how long nothing else will be. */
    Duration fireDue() {
        if (System.nanoTime() - deferredUntilNanos >= 0) {
            deferred.clear();
            deferredUntilNanos = System.nanoTime() + DEFERRAL.toNanos();
        }
        Due due = fires.due(BATCH, deferred);
        Map<UUID, Runs> runs =
                fires.runs(due.rows().stream().map(ScheduleRow::id).collect(Collectors.toSet()));
        Round round = new Round(due.now());
        for (ScheduleRow row : due.rows()) {
            if (!round.full()) {
                round.add(row, runs.getOrDefault(row.id(), Runs.NONE));
            }
        }
        round.store();
        Queued queued = fires.queued(BATCH);
        Round ofQueued = new Round(queued.now());
        for (ScheduleRow row : queued.rows()) {
            if (!ofQueued.full()) {
                ofQueued.addQueued(row, queued.fireAt().getOrDefault(row.id(), queued.now()));
            }
        }
        ofQueued.store();
        if (round.full()
                || ofQueued.full()
                || due.rows().size() == BATCH
                || queued.rows().size() == BATCH) {
            return Duration.ZERO;
        }
        Instant nextAt = due.nextAt();
        Duration wait = nextAt == null ? POLL : Duration.between(due.now(), nextAt);
        return wait.compareTo(POLL) < 0 ? wait : POLL;
    }

    /** What one schedule does, and the runs of its fires. */
    private record Decision(Firing firing, List<ScheduledTasks.Run> runs) {

        static Decision withoutRuns(ScheduleRow row, ScheduleRow.Status status) {
            return new Decision(new Firing(row, status, List.of(), false, false), List.of());
        }
    }

    /** What is stored together. Confined to one round. */
    private final class Round {

        private final Instant now;
        private final List<Decision> decisions = new ArrayList<>();
        private final ScheduledTasks.Admission admission = tasks.admission();
        private int made;

        Round(Instant now) {
            this.now = now;
        }

        /** Whether it has so many tasks that the next ones belong into another transaction. */
        boolean full() {
            return made >= PastFires.TASKS_CAP;
        }

        void add(ScheduleRow row, Runs present) {
            try {
                StoredSchedule schedule = StoredSchedule.of(row, plugins);
                if (row.status().state().equals(ScheduleState.NEW.name())) {
                    begin(schedule);
                } else {
                    fire(schedule, present);
                }
            } catch (PluginNotReadyException missing) {
                defer(row, missing);
            } catch (IllegalArgumentException | DateTimeException | ArithmeticException wrong) {
                LOG.log(WARNING, () -> "Schedule '" + row.name() + "' cannot fire: " + wrong.getMessage());
                decisions.add(Decision.withoutRuns(row, invalid(row, wrong)));
            }
        }

        /**
         * Leaves the schedule to the nodes that have what it names, and tries it again a minute later. One that no node
         * has accepted in that time is invalid.
         */
        private void defer(ScheduleRow row, PluginNotReadyException missing) {
            Instant since = row.status().nextAt();
            boolean isNew = row.status().state().equals(ScheduleState.NEW.name());
            if (isNew && since != null && since.plus(DEFERRAL).isBefore(now)) {
                decisions.add(Decision.withoutRuns(row, invalid(row, missing)));
            } else {
                deferred.add(row.id());
            }
            LOG.log(WARNING, () -> "Schedule '" + row.name() + "' does not fire on this node: " + missing.getMessage());
        }

        private static ScheduleRow.Status invalid(ScheduleRow row, RuntimeException wrong) {
            return row.status().with(ScheduleState.INVALID.name(), String.valueOf(wrong.getMessage()), null);
        }

        /** From the row's insertion or change on: what was due before any node has read it is not lost. */
        private void begin(StoredSchedule schedule) {
            schedule.check(tasks);
            ScheduleRow row = schedule.row();
            Instant since = row.status().nextAt();
            decisions.add(Decision.withoutRuns(
                    row,
                    FirePlan.starting(
                            schedule.settings(),
                            schedule.timetable(),
                            row.status(),
                            since == null || since.isAfter(now) ? now : since)));
        }

        private void fire(StoredSchedule schedule, Runs present) {
            ScheduleRow row = schedule.row();
            FirePlan plan = new FirePlan(schedule, present, now);
            int failures = failuresOf(schedule);
            FirePlan.Result result = FirePlan.byDelay(schedule.settings())
                    ? plan.afterDelay(failures, finishedAt(row.status().lastTaskId()))
                    : plan.byClock(failures);
            List<Fire> all = new ArrayList<>();
            List<ScheduledTasks.Run> runs = new ArrayList<>();
            for (int i = 0; i < result.fires().size() && (i == 0 || !full()); i++) {
                all.add(made(schedule, result.fires().get(i), runs));
            }
            ScheduleRow.Status status = after(result.fires(), all, result.statusAfter(all.size()));
            decisions.add(new Decision(new Firing(row, status, all, result.revokesRunning(), false), runs));
        }

        void addQueued(ScheduleRow row, Instant fireAt) {
            List<ScheduledTasks.Run> runs = new ArrayList<>();
            FirePlan.Fire plan = new FirePlan.Fire(fireAt, FireOutcome.FIRED, null);
            Fire fire;
            try {
                fire = made(StoredSchedule.of(row, plugins), plan, runs);
            } catch (PluginNotReadyException missing) { // it waits for a node that has what it names
                return;
            } catch (IllegalArgumentException wrong) {
                fire = refused(fireAt, wrong);
            }
            decisions.add(new Decision(
                    new Firing(row, after(List.of(plan), List.of(fire), row.status()), List.of(fire), false, true),
                    runs));
        }

        /** A fire that a calendar excludes was not meant to run, so that it does not count as one that did not. */
        private static ScheduleRow.Status after(
                List<FirePlan.Fire> plans, List<Fire> fires, ScheduleRow.Status status) {
            UUID latest = status.lastTaskId();
            int withoutRun = status.firesWithoutRun();
            for (int i = 0; i < fires.size(); i++) {
                Fire fire = fires.get(i);
                boolean runs = fire.task() != null;
                latest = runs ? fire.taskId() : latest;
                withoutRun = runs ? 0 : withoutRun + (plans.get(i).excluded() ? 0 : 1);
            }
            return status.after(latest, withoutRun);
        }

        /** The task of a fire that runs. If it cannot be made, other fires must not suffer. */
        private Fire made(StoredSchedule schedule, FirePlan.Fire fire, List<ScheduledTasks.Run> runs) {
            if (fire.outcome() != FireOutcome.FIRED) {
                return new Fire(fire.at(), fire.outcome().name(), null, null, fire.reason());
            }
            try {
                ScheduledTasks.Run run = schedule.run(tasks, fire.at());
                admission.admit(run);
                runs.add(run);
                made += run.tasks().size();
                return new Fire(fire.at(), fire.outcome().name(), run.task(), run.workflow(), null);
            } catch (QueueFullException | TaskVetoedException leftOut) {
                return new Fire(fire.at(), FireOutcome.SKIPPED.name(), null, null, leftOut.getMessage());
            } catch (QueueUnavailableException away) {
                throw away;
            } catch (RuntimeException refused) { // of a router, a payload format, or of arguments that do not fit
                LOG.log(
                        WARNING,
                        () -> "The fire of schedule '" + schedule.row().name() + "' at " + fire.at() + " was refused",
                        refused);
                return refused(fire.at(), refused);
            }
        }

        private static Fire refused(Instant at, RuntimeException why) {
            return new Fire(at, FireOutcome.REFUSED.name(), null, null, String.valueOf(why.getMessage()));
        }

        void store() {
            if (decisions.isEmpty()) {
                return;
            }
            try {
                store(decisions);
            } catch (QueueUnavailableException away) {
                throw away;
            } catch (CarawayException refused) { // each in a transaction of its own: the others must not suffer
                decisions.forEach(this::storeAlone);
            }
        }

        private void storeAlone(Decision decision) {
            try {
                store(List.of(decision));
            } catch (QueueUnavailableException away) {
                throw away;
            } catch (CarawayException refused) {
                String name = decision.firing().row().name();
                LOG.log(WARNING, () -> "Schedule '" + name + "' cannot fire, and is invalid from now on", refused);
                storeInvalid(decision.firing(), refused);
            }
        }

        /** With the fires in the history, unless it is these that the database refuses. */
        private void storeInvalid(Firing firing, CarawayException refused) {
            ScheduleRow row = firing.row();
            List<Fire> fires = firing.fires().stream()
                    .map(fire -> fire.task() == null ? fire : refused(fire.at(), refused))
                    .toList();
            Firing invalid = new Firing(row, invalid(row, refused), fires, false, firing.wasQueued());
            try {
                store(List.of(new Decision(invalid, List.of())));
            } catch (QueueUnavailableException away) {
                throw away;
            } catch (CarawayException again) {
                LOG.log(DEBUG, () -> "The fires of schedule '" + row.name() + "' are not in its history", again);
                store(List.of(Decision.withoutRuns(row, invalid.status())));
            }
        }

        private void store(List<Decision> together) {
            List<Firing> firings = together.stream().map(Decision::firing).toList();
            List<ScheduledTasks.Run> runs =
                    together.stream().flatMap(one -> one.runs().stream()).toList();
            List<FireReport> reports = new ArrayList<>();
            tasks.enqueue(runs, () -> {
                Set<UUID> won = fires.store(firings);
                Set<UUID> inserted = new HashSet<>();
                firings.stream()
                        .filter(firing -> won.contains(firing.row().id()))
                        .forEach(firing -> {
                            reports.add(new FireReport(firing, now));
                            firing.fires().stream()
                                    .map(Fire::task)
                                    .filter(task -> task != null)
                                    .forEach(task -> inserted.add(task.id()));
                        });
                return inserted;
            });
            reports.forEach(report -> {
                report.log();
                report.events().forEach(tasks::report);
            });
        }
    }

    private int failuresOf(StoredSchedule schedule) {
        int most = schedule.settings().pauseAfterFailures();
        ScheduleRow row = schedule.row();
        return most == 0 ? 0 : fires.failuresInARow(row.id(), row.status().activeSince(), most);
    }

    private @Nullable Instant finishedAt(@Nullable UUID task) {
        return task == null ? null : fires.finishedAt(task);
    }
}
