package org.caraway.internal.store.model;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A task as a worker claimed it, with what it takes to run it. Immutable. Worker and attempt are the fencing token.
 *
 * @param id its id
 * @param name the name of its definition
 * @param queue where it stands
 * @param workerId the worker that claimed it
 * @param attempt the number of the attempt that this claim begins, from 1
 * @param retries how many of the attempts before were followed by a retry
 * @param deliveries how often a worker that ran it was lost
 * @param arguments JSON
 * @param headers what the caller sent along
 * @param rootId first of the line of descent, null if it is the first
 * @param parentId the task that enqueued it
 * @param createdBy who enqueued it, null if nobody said
 * @param context JSON of what travels with it, null for nothing
 * @param waited from when it was due until it was claimed, by the database's clock; zero if it was read by another than who claimed it
 * @param particulars what few tasks have
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
        Duration waited,
        Particulars particulars) {

    /**
     * What few tasks have. Immutable.
     *
     * @param priority 0 to 9
     * @param key whom it is for, empty if nobody said
     * @param maxRetries how often it may be retried, null for as its definition says
     * @param options what its call wants otherwise than its definition, by the names of the configuration
     * @param left how long it may still begin, null for without end
     */
    public record Particulars(
            int priority,
            String key,
            @Nullable Integer maxRetries,
            Map<String, String> options,
            @Nullable TimeLeft left) {

        /** None of it. */
        public static final Particulars NONE = new Particulars(4, "", null, Map.of(), null);
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
     * @param sinceNanos from when on it counts, as {@link System#nanoTime()} tells
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
