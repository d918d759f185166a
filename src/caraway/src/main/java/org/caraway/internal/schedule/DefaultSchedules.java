package org.caraway.internal.schedule;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.caraway.CallTiming;
import org.caraway.ScheduleEvent;
import org.caraway.TaskCall;
import org.caraway.TaskState;
import org.caraway.Workflow;
import org.caraway.admin.FireOutcome;
import org.caraway.admin.ScheduleFire;
import org.caraway.admin.ScheduleInfo;
import org.caraway.admin.ScheduleSettings;
import org.caraway.admin.ScheduleState;
import org.caraway.admin.Schedules;
import org.caraway.internal.client.ScheduledTasks;
import org.caraway.internal.schedule.time.Timetable;
import org.caraway.internal.store.audit.AuditNote;
import org.caraway.internal.store.schedule.ScheduleChanges;
import org.caraway.internal.store.schedule.ScheduleFires.Fire;
import org.caraway.internal.store.schedule.ScheduleRow;
import org.caraway.internal.store.schedule.TermColumns;
import org.jspecify.annotations.Nullable;

/** {@link Schedules} over a store. Thread-safe. */
public final class DefaultSchedules implements Schedules {

    private static final int CAP = 1_000;
    private static final int EXCLUDED_CAP = 10_000;
    private static final Set<String> TIMING = Set.of(TermColumns.KIND, TermColumns.EXPRESSION, TermColumns.ZONE);
    private static final Set<String> CALL =
            Set.of(TermColumns.TASK, TermColumns.ARGUMENTS, TermColumns.OPTIONS, TermColumns.WORKFLOW);
    private static final String WORKFLOW = "workflow";

    private final ScheduleChanges schedules;
    private final ScheduledTasks tasks;
    private final SchedulePlugins plugins;
    private final Runnable changed;
    private final @Nullable String actor;

    /**
     * For nobody in particular.
     *
     * @param plugins the types and calendars of this application
     * @param changed called after each change, so that it takes effect at once on this node
     */
    public DefaultSchedules(
            ScheduleChanges schedules, ScheduledTasks tasks, SchedulePlugins plugins, Runnable changed) {
        this(schedules, tasks, plugins, changed, null);
    }

    private DefaultSchedules(
            ScheduleChanges schedules,
            ScheduledTasks tasks,
            SchedulePlugins plugins,
            Runnable changed,
            @Nullable String actor) {
        this.plugins = plugins;
        this.schedules = schedules;
        this.tasks = tasks;
        this.changed = changed;
        this.actor = actor;
    }

    @Override
    public Schedules by(String name) {
        return new DefaultSchedules(schedules, tasks, plugins, changed, requireNonNull(name, "actor"));
    }

    @Override
    public ScheduleInfo create(String name, Workflow<?> work, ScheduleSettings settings) {
        DeclaredSchedule.checkName(requireNonNull(name, "name"));
        Timetable timetable = checked(name, requireNonNull(settings, "settings"));
        Instant now = schedules.now();
        ScheduleRow.Status none =
                new ScheduleRow.Status(ScheduleState.ACTIVE.name(), null, null, null, null, 0, now, 0);
        ScheduleRow.Status status = FirePlan.starting(settings, timetable, none, now);
        if (status.nextAt() == null) {
            throw new IllegalArgumentException("Schedule '" + name + "' would never fire: "
                    + settings.timing().expression() + " has no time after " + now + " within its bounds");
        }
        ScheduleRow row =
                new ScheduleRow(UUID.randomUUID(), name, terms(work, settings), status, null, Set.of(), 0, now, actor);
        if (!schedules.insert(
                row, note("createSchedule", name, settings.timing().toString()))) {
            throw new IllegalArgumentException(
                    "There is a schedule '" + name + "' already; change that one, or use another" + " name");
        }
        changed.run();
        return info(row);
    }

    private Timetable checked(String name, ScheduleSettings settings) {
        plugins.exclusions(settings);
        return plugins.timetable(name, settings);
    }

    private Map<String, String> terms(Workflow<?> work, ScheduleSettings settings) {
        Map<String, String> terms = new HashMap<>(ScheduleTerms.textOf(settings));
        terms.putAll(work(work));
        return terms;
    }

    /** A call is a workflow of one step, too, and stored as a call. */
    private Map<String, String> work(Workflow<?> work) {
        Map<String, String> terms = new HashMap<>();
        if (work instanceof TaskCall<?> call) {
            terms.put(TermColumns.TASK, call.name());
            terms.put(TermColumns.ARGUMENTS, tasks.arguments(call));
            terms.put(TermColumns.OPTIONS, DeclaredSchedule.optionsText(CallText.of(call)));
        } else {
            terms.put(TermColumns.TASK, WORKFLOW);
            terms.put(TermColumns.ARGUMENTS, "[]");
            terms.put(TermColumns.OPTIONS, "{}");
            terms.put(TermColumns.WORKFLOW, tasks.workflow(work));
        }
        return terms;
    }

    private AuditNote note(String action, String name, @Nullable String detail) {
        return new AuditNote(actor, action, name, detail);
    }

    @Override
    public Optional<ScheduleInfo> find(String name) {
        return schedules.find(requireNonNull(name, "name")).map(DefaultSchedules::info);
    }

    @Override
    public List<ScheduleInfo> list(@Nullable String after, int limit) {
        return schedules.list(after == null ? "" : after, checked(limit)).stream()
                .map(DefaultSchedules::info)
                .toList();
    }

    private static int checked(int limit) {
        if (limit < 1 || limit > CAP) {
            throw new IllegalArgumentException("Cannot show " + limit + " entries; use 1 to " + CAP);
        }
        return limit;
    }

    @Override
    public ScheduleInfo change(String name, UnaryOperator<ScheduleSettings> change) {
        requireNonNull(change, "change");
        return changed("changeSchedule", name, (row, now) -> {
            ScheduleSettings settings = change.apply(ScheduleTerms.settingsOf(row.terms()));
            checked(name, settings);
            Map<String, String> terms = new HashMap<>(ScheduleTerms.textOf(settings));
            CALL.forEach(term -> copy(term, row.terms(), terms));
            return edited(row, terms, now);
        });
    }

    @Override
    public ScheduleInfo change(String name, Workflow<?> work) {
        Map<String, String> ofWork = work(work);
        return changed("changeSchedule", name, (row, now) -> {
            Map<String, String> terms = new HashMap<>(row.terms());
            terms.keySet().removeAll(CALL);
            terms.putAll(ofWork);
            return edited(row, terms, now);
        });
    }

    private static void copy(String term, Map<String, String> from, Map<String, String> to) {
        String value = from.get(term);
        if (value != null) {
            to.put(term, value);
        }
    }

    /** Kind, expression and zone are edited together: one of another origin would not fit the others. */
    private ScheduleRow edited(ScheduleRow row, Map<String, String> terms, Instant now) {
        ScheduleRow next = DeclaredSchedules.retimed(row, terms, now, plugins);
        if (row.code() == null) {
            return next;
        }
        Set<String> edited = new HashSet<>(row.edited());
        Stream.concat(terms.keySet().stream(), row.terms().keySet().stream())
                .filter(term -> !Objects.equals(terms.get(term), row.terms().get(term)))
                .forEach(edited::add);
        if (TIMING.stream().anyMatch(edited::contains)) {
            edited.addAll(TIMING);
        }
        return next.edited(edited);
    }

    private ScheduleInfo changed(String action, String name, BiFunction<ScheduleRow, Instant, ScheduleRow> change) {
        ScheduleRow row = schedules
                .change(requireNonNull(name, "name"), change, note(action, name, null))
                .orElseThrow(() -> none(name));
        changed.run();
        return info(row);
    }

    private static IllegalArgumentException none(String name) {
        return new IllegalArgumentException("There is no schedule '" + name + "'; list() shows all");
    }

    @Override
    public ScheduleInfo pause(String name) {
        String reason = actor == null ? "Paused" : "Paused by " + actor;
        ScheduleInfo paused = changed("pauseSchedule", name, (row, now) -> flagged(row)
                .with(row.status().with(ScheduleState.PAUSED.name(), reason, null)));
        tasks.reportAfterCommit(new ScheduleEvent.Paused(name, reason));
        return paused;
    }

    @Override
    public ScheduleInfo resume(String name) {
        return changed("resumeSchedule", name, (row, now) -> {
            StoredSchedule.of(row, plugins).timetable().next(now); // or says what is wrong
            return DeclaredSchedules.resumed(flagged(row).with(row.status().activeFrom(now)), now, plugins);
        });
    }

    private static ScheduleRow flagged(ScheduleRow row) {
        if (row.code() == null) {
            return row;
        }
        Set<String> edited = new HashSet<>(row.edited());
        edited.add(DeclaredSchedule.ENABLED);
        return row.edited(edited);
    }

    @Override
    public ScheduleInfo reset(String name) {
        return changed("resetSchedule", name, (row, now) -> {
            String code = row.code();
            if (code == null) {
                throw new IllegalArgumentException(
                        "Schedule '" + name + "' was created at run time, so that there is nothing to take back");
            }
            Map<String, String> terms = new HashMap<>(DeclaredSchedule.read(code));
            boolean enabled = !"false".equals(terms.remove(DeclaredSchedule.ENABLED));
            ScheduleRow unedited = DeclaredSchedules.withCode(row.edited(Set.of()), terms, enabled, now, plugins);
            return enabled ? DeclaredSchedules.resumed(unedited, now, plugins) : unedited;
        });
    }

    @Override
    public boolean delete(String name) {
        boolean deleted = schedules.delete(requireNonNull(name, "name"), note("deleteSchedule", name, null));
        changed.run();
        return deleted;
    }

    @Override
    public UUID runNow(String name) {
        ScheduleRow row = schedules.find(requireNonNull(name, "name")).orElseThrow(() -> none(name));
        Instant at = freeInstant(row);
        ScheduledTasks.Run run = StoredSchedule.of(row, plugins).run(tasks, at);
        tasks.admission().admit(run);
        tasks.enqueue(List.of(run), () -> {
            Fire fire = new Fire(at, FireOutcome.FIRED.name(), run.task(), run.workflow(), null);
            schedules.runNow(row, fire, note("runSchedule", name, null));
            return Set.of(run.task().id());
        });
        return run.task().id();
    }

    @Override
    public List<Instant> backfill(String name, Instant from, Instant to) {
        ScheduleRow row = schedules.find(requireNonNull(name, "name")).orElseThrow(() -> none(name));
        PastFires past = PastFires.of(row, from, to, schedules.now(), plugins);
        if (past.at().isEmpty()) {
            return List.of();
        }
        AuditNote note = note("backfillSchedule", name, from + " to " + to);
        List<Fire> inserted = new ArrayList<>();
        if (past.oneAfterAnother()) {
            inserted.addAll(schedules.backfill(row, past.queued(), note));
            changed.run();
        } else {
            List<ScheduledTasks.Run> runs = past.runs(tasks);
            tasks.enqueue(runs, () -> {
                inserted.addAll(schedules.backfill(row, past.fired(runs), note));
                return inserted.stream().map(Fire::taskId).collect(Collectors.toSet());
            });
        }
        return inserted.stream().map(Fire::at).toList();
    }

    /** The clock stands still in a transaction, which may run a schedule several times. */
    private Instant freeInstant(ScheduleRow row) {
        Instant now = betweenMillis(schedules.now());
        return schedules
                .latestFire(row.id(), now, now.plusSeconds(1))
                .map(taken -> betweenMillis(taken.plusNanos(1_000)))
                .orElse(now);
    }

    /** Fires of timetables are whole milliseconds, so that this one is none of them. */
    private static Instant betweenMillis(Instant now) {
        Instant micros = now.truncatedTo(ChronoUnit.MICROS);
        return micros.equals(now.truncatedTo(ChronoUnit.MILLIS)) ? micros.plusNanos(1_000) : micros;
    }

    @Override
    public List<Instant> next(String name, int count) {
        ScheduleRow row = schedules.find(requireNonNull(name, "name")).orElseThrow(() -> none(name));
        Instant nextAt = row.status().nextAt();
        if (nextAt == null || !row.status().state().equals(ScheduleState.ACTIVE.name())) {
            return List.of();
        }
        StoredSchedule schedule = StoredSchedule.of(row, plugins);
        return upcoming(schedule.timetable(), schedule.exclusions(), nextAt.minusNanos(1), checked(count));
    }

    @Override
    public List<Instant> preview(String name, ScheduleSettings settings, int count) {
        return upcoming(checked(name, settings), plugins.exclusions(settings), schedules.now(), checked(count));
    }

    /** Without those that calendars exclude; a calendar that excludes nearly all ends the search. */
    private static List<Instant> upcoming(Timetable timetable, Exclusions exclusions, Instant after, int count) {
        List<Instant> fires = new ArrayList<>();
        Optional<Instant> next = timetable.next(after);
        for (int tried = 0; next.isPresent() && fires.size() < count && tried < count + EXCLUDED_CAP; tried++) {
            if (exclusions.reason(next.get()) == null) {
                fires.add(next.get());
            }
            next = timetable.next(next.get());
        }
        return fires;
    }

    @Override
    public List<ScheduleFire> history(String name, @Nullable Instant before, int limit) {
        ScheduleRow row = schedules.find(requireNonNull(name, "name")).orElseThrow(() -> none(name));
        return schedules.fires(row.id(), before == null ? CallTiming.LATEST : before, checked(limit)).stream()
                .map(fire -> new ScheduleFire(
                        fire.at(),
                        FireOutcome.valueOf(fire.outcome()),
                        fire.taskId(),
                        fire.taskState() == null ? null : TaskState.valueOf(fire.taskState()),
                        fire.reason(),
                        fire.recordedAt()))
                .toList();
    }

    @Override
    public List<ScheduleInfo> late(Duration late) {
        return schedules.late(requireNonNull(late, "late"), CAP).stream()
                .map(DefaultSchedules::info)
                .toList();
    }

    private static ScheduleInfo info(ScheduleRow row) {
        ScheduleRow.Status status = row.status();
        Optional<ScheduleSettings> settings = settings(row);
        return new ScheduleInfo(
                row.id(),
                row.name(),
                row.terms().getOrDefault(TermColumns.TASK, ""),
                row.terms().get(TermColumns.WORKFLOW),
                StoredSchedule.optionsOf(row),
                settings,
                settings.map(Description::of).orElse(""),
                ScheduleState.valueOf(status.state()),
                status.reason(),
                status.nextAt(),
                status.lastAt(),
                status.runs(),
                status.firesWithoutRun(),
                row.code() != null,
                row.edited(),
                row.changedAt(),
                row.changedBy());
    }

    private static Optional<ScheduleSettings> settings(ScheduleRow row) {
        try {
            return Optional.of(ScheduleTerms.settingsOf(row.terms()));
        } catch (IllegalArgumentException wrong) {
            return Optional.empty();
        }
    }
}
