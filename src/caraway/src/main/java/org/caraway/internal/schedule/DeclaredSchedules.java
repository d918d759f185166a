package org.caraway.internal.schedule;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.caraway.admin.ScheduleState;
import org.caraway.internal.store.schedule.ScheduleChanges;
import org.caraway.internal.store.schedule.ScheduleRow;
import org.caraway.internal.store.schedule.TermColumns;
import org.jspecify.annotations.Nullable;

/**
 * The schedules that the code of this application declares, as they are stored. Thread-safe; {@link #confirm} is
 * confined to one loop.
 *
 * <p>At the start each is created, or takes the code's terms except those that an operator has edited. Nodes confirm
 * every minute what they declare. What no node has confirmed for some minutes is withdrawn: in a rolling deployment a
 * schedule of the old release fires as long as a node of it runs, and its history stays. A node waits as long before it
 * withdraws anything, because after an outage the others may not have started yet.
 */
public final class DeclaredSchedules {

    private static final System.Logger LOG = System.getLogger(DeclaredSchedules.class.getName());
    private static final Duration GAP = Duration.ofMinutes(1);
    private static final Duration SILENCE = Duration.ofMinutes(5);
    private static final Set<String> OF_TIME = Set.of(
            TermColumns.KIND,
            TermColumns.EXPRESSION,
            TermColumns.ZONE,
            TermColumns.START_AT,
            TermColumns.END_AT,
            TermColumns.MAX_RUNS,
            TermColumns.JITTER);

    static final String DISABLED = "Disabled in the code";

    private final ScheduleChanges schedules;
    private final List<DeclaredSchedule> declared;
    private final SchedulePlugins plugins;
    private final long begunNanos = System.nanoTime();
    private long nextNanos = begunNanos + GAP.toNanos(); // confined to the loop

    /** What the code declares, with the types and calendars of this application. */
    public DeclaredSchedules(ScheduleChanges schedules, List<DeclaredSchedule> declared, SchedulePlugins plugins) {
        this.schedules = schedules;
        this.plugins = plugins;
        this.declared = List.copyOf(declared);
    }

    /** Stores all of them. */
    public void store() {
        declared.forEach(this::store);
        confirmNow();
    }

    private void store(DeclaredSchedule one) {
        Instant now = schedules.now();
        if (schedules.insert(row(one, now), null)) {
            LOG.log(INFO, () -> "Schedule '" + one.name() + "' is created");
            return;
        }
        schedules.change(one.name(), (row, at) -> updated(row, one, at), null);
    }

    private ScheduleRow row(DeclaredSchedule one, Instant now) {
        ScheduleRow.Status none =
                new ScheduleRow.Status(ScheduleState.PAUSED.name(), DISABLED, null, null, null, 0, now, 0);
        ScheduleRow row =
                new ScheduleRow(UUID.randomUUID(), one.name(), one.terms(), none, one.code(), Set.of(), 0, now, null);
        return one.enabled() ? started(row, now, plugins) : row;
    }

    private ScheduleRow updated(ScheduleRow row, DeclaredSchedule one, Instant now) {
        String before = row.code();
        if (before == null) {
            LOG.log(
                    WARNING,
                    () -> "Schedule '" + one.name()
                            + "' was created at run time, so that the one of this name in the code"
                            + " is left out; rename or delete one of them");
            return row;
        }
        return withCode(row, one.terms(), one.enabled(), now, plugins).declared(one.code());
    }

    /** The row with the code's terms, except those that an operator has edited. */
    static ScheduleRow withCode(
            ScheduleRow row, Map<String, String> code, boolean enabled, Instant now, SchedulePlugins plugins) {
        Map<String, String> terms = new HashMap<>(code);
        for (String edited : row.edited()) {
            terms.remove(edited);
            String kept = row.terms().get(edited);
            if (kept != null) {
                terms.put(edited, kept);
            }
        }
        ScheduleRow changed = retimed(row, sameJson(terms, row), now, plugins);
        if (row.edited().contains(DeclaredSchedule.ENABLED)) {
            return changed;
        }
        boolean disabled = DISABLED.equals(changed.status().reason());
        if (enabled == disabled) {
            return enabled
                    ? started(changed, now, plugins)
                    : changed.with(changed.status().with(ScheduleState.PAUSED.name(), DISABLED, null));
        }
        return changed;
    }

    /** PostgreSQL returns a JSON object in another form than it was given. */
    private static Map<String, String> sameJson(Map<String, String> terms, ScheduleRow row) {
        String options = row.terms().get(TermColumns.OPTIONS);
        if (options != null
                && DeclaredSchedule.read(options)
                        .equals(DeclaredSchedule.read(terms.getOrDefault(TermColumns.OPTIONS, "{}")))) {
            terms.put(TermColumns.OPTIONS, options);
        }
        return terms;
    }

    /**
     * The row with these terms; it fires at its new times from now on if they differ, if it had been withdrawn, or if
     * it was invalid and any of its terms differs.
     * A fire that is due already comes first.
     */
    static ScheduleRow retimed(ScheduleRow row, Map<String, String> terms, Instant now, SchedulePlugins plugins) {
        ScheduleRow changed = row.with(terms);
        ScheduleState state = ScheduleState.valueOf(row.status().state());
        boolean otherTimes = OF_TIME.stream()
                .anyMatch(term -> !equal(terms.get(term), row.terms().get(term)));
        if (state == ScheduleState.WITHDRAWN) {
            Instant lastAt = row.status().lastAt();
            return started(
                    changed,
                    otherTimes || lastAt == null ? now : lastAt,
                    plugins); // what it missed is missed by policy
        }
        boolean mended = state == ScheduleState.INVALID && !terms.equals(row.terms());
        return mended || (otherTimes && state != ScheduleState.PAUSED) ? resumed(changed, now, plugins) : changed;
    }

    /** The row, firing from now on; what is due already stays due. */
    static ScheduleRow resumed(ScheduleRow row, Instant now, SchedulePlugins plugins) {
        Instant nextAt = row.status().nextAt();
        boolean due =
                row.status().state().equals(ScheduleState.ACTIVE.name()) && nextAt != null && !nextAt.isAfter(now);
        return due ? row : started(row, now, plugins);
    }

    private static boolean equal(@Nullable String one, @Nullable String other) {
        return one == null ? other == null : one.equals(other);
    }

    /** The row, firing from then on; invalid if a type of the application refuses it. */
    static ScheduleRow started(ScheduleRow row, Instant from, SchedulePlugins plugins) {
        try {
            StoredSchedule schedule = StoredSchedule.of(row, plugins);
            return row.with(FirePlan.starting(schedule.settings(), schedule.timetable(), row.status(), from));
        } catch (IllegalArgumentException refused) {
            LOG.log(WARNING, () -> "Schedule '" + row.name() + "' cannot fire: " + refused.getMessage());
            return row.with(row.status().with(ScheduleState.INVALID.name(), refused.getMessage(), null));
        }
    }

    /** Confirms what this node declares, and withdraws what no node does; once a minute. */
    void confirm() {
        if (nextNanos - System.nanoTime() > 0) {
            return;
        }
        nextNanos = System.nanoTime() + GAP.toNanos();
        confirmNow();
        if (System.nanoTime() - begunNanos >= SILENCE.toNanos()) {
            int withdrawn = schedules.withdraw(SILENCE);
            if (withdrawn > 0) {
                LOG.log(WARNING, () -> withdrawn + " schedules are withdrawn: no running node declares them any more");
            }
        }
    }

    private void confirmNow() {
        if (!declared.isEmpty()) {
            schedules.declare(declared.stream().map(DeclaredSchedule::name).toList());
        }
    }
}
