package org.caraway.admin;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.caraway.CallTiming;
import org.caraway.TaskState;
import org.jspecify.annotations.Nullable;

/**
 * A selection of tasks: those that match all conditions. Immutable.
 *
 * <pre>{@code
 * TaskQuery.all().names("Mail.send").states(TaskState.FAILURE).finishedSince(yesterday).text("connection refused")
 * }</pre>
 *
 * <p>Pages are sorted by id, newest first, and each page begins after the last id of the page before, so that the
 * thousandth page costs as much as the first. Conditions on ids, times, states and the user limit the rows that are
 * read; the other conditions are checked row by row, from the newest, until a page is full. The database stops a search
 * that takes longer than 5 s: {@link TaskSearchTimeoutException}.
 *
 * @param names any of these definitions, empty for all
 * @param queues any of these queues, empty for all
 * @param states any of these states, empty for all
 * @param labels all of these labels
 * @param createdSince enqueued at this instant or later
 * @param createdBefore enqueued before this instant
 * @param finishedSince finished at this instant or later, so no live tasks
 * @param finishedBefore finished before this instant, so no live tasks
 * @param text contained in arguments, result or error, ignoring case
 * @param worker claimed by this worker or, if finished, finished by it
 * @param root this task and all its descendants
 * @param workflow the steps of this workflow, and its groups
 * @param workflowName the steps and groups of the workflows of this name
 * @param step the name of the step
 * @param whole only the last steps of workflows, whose id, state and result are the workflow's
 * @param key the fairness key
 * @param createdBy the user who enqueued it
 * @param topLevel only tasks that no other task enqueued
 * @param delayed only tasks that are not due yet
 * @param cursor tasks after this one, in the order of pages
 * @param limit the size of a page, 1 to 1,000, default 100
 */
public record TaskQuery(
        Set<String> names,
        Set<String> queues,
        Set<TaskState> states,
        Map<String, String> labels,
        @Nullable Instant createdSince,
        @Nullable Instant createdBefore,
        @Nullable Instant finishedSince,
        @Nullable Instant finishedBefore,
        @Nullable String text,
        @Nullable String worker,
        @Nullable UUID root,
        @Nullable UUID workflow,
        @Nullable String workflowName,
        @Nullable String step,
        boolean whole,
        @Nullable String key,
        @Nullable String createdBy,
        boolean topLevel,
        boolean delayed,
        @Nullable UUID cursor,
        int limit) {

    /** The largest page. */
    public static final int LIMIT_CAP = 1_000;

    private static final int DEFAULT_LIMIT = 100;
    private static final TaskQuery ALL = new TaskQuery(
            Set.of(),
            Set.of(),
            Set.of(),
            Map.of(),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            false,
            null,
            null,
            false,
            false,
            null,
            DEFAULT_LIMIT);

    /**
     * Copies the collections.
     *
     * @throws IllegalArgumentException if the limit or an instant is out of range
     */
    public TaskQuery {
        CallTiming.checkInstant("instant", createdSince);
        CallTiming.checkInstant("instant", createdBefore);
        CallTiming.checkInstant("instant", finishedSince);
        CallTiming.checkInstant("instant", finishedBefore);
        names = Set.copyOf(names);
        queues = Set.copyOf(queues);
        states = Set.copyOf(states);
        labels = Map.copyOf(labels);
        if (limit < 1 || limit > LIMIT_CAP) {
            throw new IllegalArgumentException("A page cannot have " + limit + " tasks; give 1 to " + LIMIT_CAP);
        }
    }

    /** All tasks, live or finished. */
    public static TaskQuery all() {
        return ALL;
    }

    /** Of any of these definitions. */
    public TaskQuery names(String... any) {
        return with(draft -> draft.names = Set.copyOf(List.of(any)));
    }

    /** In this queue. */
    public TaskQuery queue(String queue) {
        return with(draft -> draft.queues = Set.of(queue));
    }

    /** In any of these states. */
    public TaskQuery states(TaskState... any) {
        return with(draft -> draft.states = Set.copyOf(List.of(any)));
    }

    /** With this label, in addition to the labels already set. */
    public TaskQuery label(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(labels);
        more.put(requireNonNull(name, "name"), requireNonNull(value, "value"));
        return with(draft -> draft.labels = more);
    }

    /** Enqueued at this instant or later, by the database's clock. */
    public TaskQuery createdSince(Instant instant) {
        return with(draft -> draft.createdSince = instant);
    }

    /** Enqueued before this instant, by the database's clock. */
    public TaskQuery createdBefore(Instant instant) {
        return with(draft -> draft.createdBefore = instant);
    }

    /** Finished at this instant or later, by the database's clock. */
    public TaskQuery finishedSince(Instant instant) {
        return with(draft -> draft.finishedSince = instant);
    }

    /** Finished before this instant, by the database's clock. */
    public TaskQuery finishedBefore(Instant instant) {
        return with(draft -> draft.finishedBefore = instant);
    }

    /**
     * With this text in the stored arguments, result or error, ignoring case; there are no wildcards.
     */
    public TaskQuery text(String part) {
        return with(draft -> draft.text = part);
    }

    /** Of this worker. */
    public TaskQuery worker(String id) {
        return with(draft -> draft.worker = id);
    }

    /** This task and all its descendants. */
    public TaskQuery root(UUID id) {
        return with(draft -> draft.root = id);
    }

    /** The steps of this workflow, and its groups: tasks named {@code caraway.group}, which never run. */
    public TaskQuery workflow(UUID id) {
        return with(draft -> draft.workflow = id);
    }

    /** The steps of the workflows of this name, and their groups: {@link org.caraway.Workflow#named}. */
    public TaskQuery workflowName(String name) {
        return with(draft -> draft.workflowName = name);
    }

    /** With this name of a step: {@link org.caraway.Workflow#named}. */
    public TaskQuery step(String name) {
        return with(draft -> draft.step = name);
    }

    /**
     * Only workflows: of each the last step, which has its id, state and result, and the labels given to it as a whole.
     */
    public TaskQuery onlyWorkflows() {
        return with(draft -> draft.whole = true);
    }

    /** With this fairness key. */
    public TaskQuery key(String value) {
        return with(draft -> draft.key = value);
    }

    /** Enqueued by this caller. */
    public TaskQuery createdBy(String name) {
        return with(draft -> draft.createdBy = name);
    }

    /** Only tasks that no other task enqueued. */
    public TaskQuery onlyTopLevel() {
        return with(draft -> draft.topLevel = true);
    }

    /** Only tasks that are not due yet, in PENDING or RETRY. */
    public TaskQuery onlyDelayed() {
        return with(draft -> draft.delayed = true);
    }

    /** The page after this cursor. */
    public TaskQuery after(UUID cursorOfPage) {
        return with(draft -> draft.cursor = cursorOfPage);
    }

    /** With pages of this size, 1 to 1,000. */
    public TaskQuery limit(int tasks) {
        return with(draft -> draft.limit = tasks);
    }

    /** The conditions that are set, by the names of the record's components, for the audit. */
    public String summary() {
        Map<String, Object> said = new LinkedHashMap<>();
        put(said, "names", names.isEmpty() ? null : names);
        put(said, "queues", queues.isEmpty() ? null : queues);
        put(said, "states", states.isEmpty() ? null : states);
        put(said, "labels", labels.isEmpty() ? null : labels);
        put(said, "createdSince", createdSince);
        put(said, "createdBefore", createdBefore);
        put(said, "finishedSince", finishedSince);
        put(said, "finishedBefore", finishedBefore);
        put(said, "text", text);
        put(said, "worker", worker);
        put(said, "root", root);
        put(said, "workflow", workflow);
        put(said, "workflowName", workflowName);
        put(said, "step", step);
        put(said, "whole", whole ? true : null);
        put(said, "key", key);
        put(said, "createdBy", createdBy);
        put(said, "topLevel", topLevel ? true : null);
        put(said, "delayed", delayed ? true : null);
        return said.isEmpty() ? "all tasks" : said.toString();
    }

    private static void put(Map<String, Object> said, String name, @Nullable Object value) {
        if (value != null) {
            said.put(name, value);
        }
    }

    private TaskQuery with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.query();
    }

    /** A query while it is changed. Confined to one thread. */
    private static final class Draft {

        private Set<String> names;
        private Set<String> queues;
        private Set<TaskState> states;
        private Map<String, String> labels;
        private @Nullable Instant createdSince;
        private @Nullable Instant createdBefore;
        private @Nullable Instant finishedSince;
        private @Nullable Instant finishedBefore;
        private @Nullable String text;
        private @Nullable String worker;
        private @Nullable UUID root;
        private @Nullable UUID workflow;
        private @Nullable String workflowName;
        private @Nullable String step;
        private boolean whole;
        private @Nullable String key;
        private @Nullable String createdBy;
        private boolean topLevel;
        private boolean delayed;
        private @Nullable UUID cursor;
        private int limit;

        Draft(TaskQuery before) {
            names = before.names;
            queues = before.queues;
            states = before.states;
            labels = before.labels;
            createdSince = before.createdSince;
            createdBefore = before.createdBefore;
            finishedSince = before.finishedSince;
            finishedBefore = before.finishedBefore;
            text = before.text;
            worker = before.worker;
            root = before.root;
            workflow = before.workflow;
            workflowName = before.workflowName;
            step = before.step;
            whole = before.whole;
            key = before.key;
            createdBy = before.createdBy;
            topLevel = before.topLevel;
            delayed = before.delayed;
            cursor = before.cursor;
            limit = before.limit;
        }

        TaskQuery query() {
            return new TaskQuery(
                    names,
                    queues,
                    states,
                    labels,
                    createdSince,
                    createdBefore,
                    finishedSince,
                    finishedBefore,
                    text,
                    worker,
                    root,
                    workflow,
                    workflowName,
                    step,
                    whole,
                    key,
                    createdBy,
                    topLevel,
                    delayed,
                    cursor,
                    limit);
        }
    }
}
