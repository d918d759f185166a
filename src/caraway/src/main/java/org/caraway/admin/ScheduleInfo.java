package org.caraway.admin;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A schedule as it is stored. Immutable.
 *
 * @param id its id, which its tasks have in {@code schedule_id}
 * @param name its name
 * @param task the name of the task that it enqueues, {@code workflow} for a workflow
 * @param workflow the workflow that it enqueues, as JSON; null if it enqueues one task
 * @param options the options of the call, as texts by name
 * @param settings when it fires; absent if the state is {@link ScheduleState#INVALID} or a SQL client has just
 * changed it
 * @param description when it fires, in words
 * @param state what it is doing
 * @param reason why it is in this state, null if that needs no reason
 * @param nextAt the next fire, null if there is none
 * @param lastAt the latest fire, null before the first
 * @param runs how many tasks it has enqueued, those of {@link Schedules#runNow} left out
 * @param firesWithoutRun how many fires in a row have not run, up to now
 * @param declared whether code declares it by {@link org.caraway.Periodic}
 * @param edited the names of the settings that an operator has set instead of the code
 * @param changedAt when it was changed last
 * @param changedBy who changed it, null if not given
 */
public record ScheduleInfo(
        UUID id,
        String name,
        String task,
        @Nullable String workflow,
        Map<String, String> options,
        Optional<ScheduleSettings> settings,
        String description,
        ScheduleState state,
        @Nullable String reason,
        @Nullable Instant nextAt,
        @Nullable Instant lastAt,
        long runs,
        int firesWithoutRun,
        boolean declared,
        Set<String> edited,
        Instant changedAt,
        @Nullable String changedBy) {

    /** Copies the collections. */
    public ScheduleInfo {
        options = Map.copyOf(options);
        edited = Set.copyOf(edited);
    }
}
