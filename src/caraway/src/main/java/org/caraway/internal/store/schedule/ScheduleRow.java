package org.caraway.internal.store.schedule;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A schedule as it is stored. Immutable. Nothing in it is checked: a SQL client may have written it.
 *
 * @param id its id
 * @param name its name
 * @param terms what it enqueues and when: the texts of {@link TermColumns}, without those that are NULL
 * @param status what it is doing
 * @param code the terms of the code that declares it, as a JSON object; null if no code does
 * @param edited the terms that an operator has set instead of the code
 * @param version increases with each change
 * @param changedAt when it was changed last, other than by a fire
 * @param changedBy who changed it, null if not given
 */
public record ScheduleRow(
        UUID id,
        String name,
        Map<String, String> terms,
        Status status,
        @Nullable String code,
        Set<String> edited,
        long version,
        Instant changedAt,
        @Nullable String changedBy) {

    /**
     * What a schedule is doing. Immutable.
     *
     * @param state the name of its state
     * @param reason why it is in this state, null if that needs no reason
     * @param nextAt when it is due, null if it is not
     * @param lastAt the latest fire that was decided, null before the first
     * @param lastTaskId the task of the latest run, null before the first
     * @param runs how many runs it had
     * @param activeSince since when its failures count
     * @param firesWithoutRun how many fires in a row have not run, up to now
     */
    public record Status(
            String state,
            @Nullable String reason,
            @Nullable Instant nextAt,
            @Nullable Instant lastAt,
            @Nullable UUID lastTaskId,
            long runs,
            Instant activeSince,
            int firesWithoutRun) {

        /** The same with another state, reason and due time. */
        public Status with(String otherState, @Nullable String why, @Nullable Instant due) {
            return new Status(otherState, why, due, lastAt, lastTaskId, runs, activeSince, firesWithoutRun);
        }

        /** The same, whose failures and fires without a run count from this instant on. */
        public Status activeFrom(Instant instant) {
            return new Status(state, reason, nextAt, lastAt, lastTaskId, runs, instant, 0);
        }

        /** The same with another latest fire and number of runs. */
        public Status until(Instant fire, long all) {
            return new Status(state, reason, nextAt, fire, lastTaskId, all, activeSince, firesWithoutRun);
        }

        /** The same with another latest task, after this many fires without a run. */
        public Status after(@Nullable UUID task, int withoutRun) {
            return new Status(state, reason, nextAt, lastAt, task, runs, activeSince, withoutRun);
        }
    }

    /** Copies the collections. */
    public ScheduleRow {
        terms = Map.copyOf(terms);
        edited = Set.copyOf(edited);
    }

    /** The same with other terms. */
    public ScheduleRow with(Map<String, String> others) {
        return new ScheduleRow(id, name, others, status, code, edited, version, changedAt, changedBy);
    }

    /** The same with another status. */
    public ScheduleRow with(Status other) {
        return new ScheduleRow(id, name, terms, other, code, edited, version, changedAt, changedBy);
    }

    /** The same with these edited terms. */
    public ScheduleRow edited(Set<String> others) {
        return new ScheduleRow(id, name, terms, status, code, others, version, changedAt, changedBy);
    }

    /** The same, declared by code with these terms. */
    public ScheduleRow declared(@Nullable String by) {
        return new ScheduleRow(id, name, terms, status, by, edited, version, changedAt, changedBy);
    }
}
