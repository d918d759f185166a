package org.caraway.internal.store.model;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A task as a worker claimed it, with everything that is needed to run it. Immutable. Worker and attempt are the
 * fencing token.
 *
 * @param id its id
 * @param name the name of its definition
 * @param queue its queue
 * @param workerId the worker that claimed it
 * @param attempt the number of the attempt that this claim begins, from 1
 * @param retries how many of the attempts before were followed by a retry
 * @param deliveries how often a worker that ran it was lost
 * @param arguments JSON
 * @param headers the headers that the caller sent with it
 * @param rootId the first task of the line of descent, null if it is the first
 * @param parentId the task that enqueued it
 * @param createdBy who enqueued it, null if not given
 * @param context JSON of the propagated context, null for nothing
 * @param waitTime from when it was due until it was claimed, by the database's clock; zero if the task was not read by
 *     its claim
 * @param particulars rarely used properties
 */
public record ClaimedTask(
        UUID id,
        String name,
        String queue,
        String workerId,
        int attempt,
        int retries,
        int deliveries,
        String arguments,
        Map<String, String> headers,
        @Nullable UUID rootId,
        @Nullable UUID parentId,
        @Nullable String createdBy,
        @Nullable String context,
        Duration waitTime,
        Particulars particulars) {

    /**
     * Properties that few tasks have. Immutable.
     *
     * @param priority 0 to 9
     * @param key whom it is for, empty if not given
     * @param maxRetries how often it may be retried, null for the definition's number
     * @param options the options of its call that differ from its definition, by the names of the configuration
     * @param left how long it may still begin, null for no limit
     * @param outageLasts how long its attempts have met an unavailable database, null if the latest did not
     * @param step its place in a workflow, null if it is not part of one
     */
    public record Particulars(
            int priority,
            String key,
            @Nullable Integer maxRetries,
            Map<String, String> options,
            @Nullable TimeLeft left,
            @Nullable Duration outageLasts,
            @Nullable Step step) {

        /** The defaults. */
        public static final Particulars NONE = new Particulars(4, "", null, Map.of(), null);

        /** Of a task whose latest attempt met no outage. */
        public Particulars(
                int priority,
                String key,
                @Nullable Integer maxRetries,
                Map<String, String> options,
                @Nullable TimeLeft left) {
            this(priority, key, maxRetries, options, left, null, null);
        }
    }

    /**
     * What a worker has to know of a task's place in a workflow. Immutable.
     *
     * @param workflowId the workflow
     * @param groupId the group that it is a member of, null for none
     * @param groupIndex its place in the group
     * @param input where its first arguments come from, null if it has them all
     */
    public record Step(UUID workflowId, @Nullable UUID groupId, int groupIndex, StepPlace.@Nullable Input input) {}

    /** Its place in a workflow, null if it is not part of one. */
    public @Nullable Step step() {
        return particulars.step();
    }

    /** Whether it may not begin any more. */
    public boolean expired() {
        TimeLeft left = particulars.left();
        return left != null && left.isOver();
    }

    /**
     * A span of time that runs out. Immutable.
     *
     * @param span how long it was, by the database's clock
     * @param sinceNanos the {@link System#nanoTime()} from which it counts
     */
    public record TimeLeft(Duration span, long sinceNanos) {

        /** This long from now on. */
        public static TimeLeft of(Duration span) {
            return new TimeLeft(span, System.nanoTime());
        }

        /** Whether it has run out. */
        public boolean isOver() {
            return Duration.ofNanos(System.nanoTime() - sinceNanos).compareTo(span) >= 0;
        }
    }
}
