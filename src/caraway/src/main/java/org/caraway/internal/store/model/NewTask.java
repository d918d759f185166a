package org.caraway.internal.store.model;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.caraway.CallTiming;
import org.caraway.UniqueKey;
import org.jspecify.annotations.Nullable;

/**
 * A task to insert. Immutable; made by a {@link Builder}.
 *
 * @param id its id
 * @param idChosen whether the caller chose it, so that a task with it may exist
 * @param name the name of its definition
 * @param queue its queue
 * @param priority 0 to 9
 * @param key whom it is for, empty if not given
 * @param timing from when and until when it may begin, by the database's clock
 * @param unique the key under which no second task may be enqueued, null for none
 * @param maxRetries how often it may be retried, null for the definition's number
 * @param options the options of the call that differ from the definition, by the names of the configuration
 * @param arguments JSON
 * @param headers for the task to read
 * @param labels for listings
 * @param rootId the first task of the line of descent, null if it is the first
 * @param parentId the task that enqueues it
 * @param createdBy who enqueues it, at most 200 characters; null if not given
 * @param context JSON of the propagated context, null for nothing
 * @param step its place in a workflow, null if it is not part of one
 * @param scheduleId the schedule of which it is a run, null for none
 */
public record NewTask(
        UUID id,
        boolean idChosen,
        String name,
        String queue,
        int priority,
        String key,
        CallTiming timing,
        @Nullable UniqueKey unique,
        @Nullable Integer maxRetries,
        Map<String, String> options,
        String arguments,
        Map<String, String> headers,
        Map<String, String> labels,
        @Nullable UUID rootId,
        @Nullable UUID parentId,
        @Nullable String createdBy,
        @Nullable String context,
        @Nullable StepPlace step,
        @Nullable UUID scheduleId) {

    /** A task of this name with defaults. */
    public static Builder of(UUID id, String name) {
        return new Builder(id, name);
    }

    /** A builder of a task like this one. */
    public Builder toBuilder() {
        return toBuilder(id);
    }

    /** A builder of a task like this one, with another id. */
    public Builder toBuilder(UUID otherId) {
        return new Builder(otherId, name)
                .idChosen(idChosen)
                .queue(queue)
                .priority(priority)
                .key(key)
                .timing(timing)
                .unique(unique)
                .maxRetries(maxRetries)
                .options(options)
                .arguments(arguments)
                .headers(headers)
                .labels(labels)
                .below(rootId, parentId)
                .createdBy(createdBy)
                .context(context)
                .step(step)
                .schedule(scheduleId);
    }

    /**
     * The same task as a run of a schedule, with more options; with these arguments instead of its own unless they are
     * null.
     */
    public NewTask asRunOf(UUID schedule, Map<String, String> moreOptions, @Nullable String otherArguments) {
        Map<String, String> all = new HashMap<>(options);
        all.putAll(moreOptions);
        return toBuilder()
                .options(Map.copyOf(all))
                .arguments(otherArguments == null ? arguments : otherArguments)
                .schedule(schedule)
                .build();
    }

    /** How long after the insert it may run; null with {@link #startAt}, or for at once. */
    @Nullable
    public Duration delay() {
        return timing.delay();
    }

    /** From when it may run; null with {@link #delay}, or for at once. */
    @Nullable
    public Instant startAt() {
        return timing.startAt();
    }

    /** A task in the making. Confined to one thread. */
    public static final class Builder {

        private final UUID id;
        private final String name;
        private boolean idChosen;
        private String queue = "default";
        private int priority = 4;
        private String key = "";
        private CallTiming timing = CallTiming.NOW;
        private @Nullable UniqueKey unique;
        private @Nullable Integer maxRetries;
        private Map<String, String> options = Map.of();
        private String arguments = "[]";
        private Map<String, String> headers = Map.of();
        private Map<String, String> labels = Map.of();
        private @Nullable UUID rootId;
        private @Nullable UUID parentId;
        private @Nullable String createdBy;
        private @Nullable String context;
        private @Nullable StepPlace step;
        private @Nullable UUID scheduleId;

        private Builder(UUID id, String name) {
            this.id = id;
            this.name = name;
        }

        /** The caller chose the id. */
        public Builder idChosen(boolean chosen) {
            idChosen = chosen;
            return this;
        }

        /** Its queue. */
        public Builder queue(String value) {
            queue = value;
            return this;
        }

        /** 0 to 9. */
        public Builder priority(int value) {
            priority = value;
            return this;
        }

        /** Whom it is for. */
        public Builder key(String value) {
            key = value;
            return this;
        }

        /** From when and until when it may begin. */
        public Builder timing(CallTiming value) {
            timing = value;
            return this;
        }

        /** How long after the insert it may run. */
        public Builder delay(@Nullable Duration value) {
            return timing(new CallTiming(value, null, timing.expiresIn(), timing.expiresAt()));
        }

        /** From when it may run. */
        public Builder startAt(@Nullable Instant value) {
            return timing(new CallTiming(null, value, timing.expiresIn(), timing.expiresAt()));
        }

        /** The key under which no second task may be enqueued. */
        public Builder unique(@Nullable UniqueKey value) {
            unique = value;
            return this;
        }

        /** How often it may be retried. */
        public Builder maxRetries(@Nullable Integer value) {
            maxRetries = value;
            return this;
        }

        /** The options of the call that differ from the definition. */
        public Builder options(Map<String, String> value) {
            options = value;
            return this;
        }

        /** JSON. */
        public Builder arguments(String value) {
            arguments = value;
            return this;
        }

        /** For the task to read. */
        public Builder headers(Map<String, String> value) {
            headers = value;
            return this;
        }

        /** For listings. */
        public Builder labels(Map<String, String> value) {
            labels = value;
            return this;
        }

        /** The root and the parent of the line of descent. */
        public Builder below(@Nullable UUID root, @Nullable UUID parent) {
            rootId = root;
            parentId = parent;
            return this;
        }

        /** Who enqueues it. */
        public Builder createdBy(@Nullable String value) {
            createdBy = value;
            return this;
        }

        /** JSON of the propagated context. */
        public Builder context(@Nullable String value) {
            context = value;
            return this;
        }

        /** Its place in a workflow. */
        public Builder step(@Nullable StepPlace value) {
            step = value;
            return this;
        }

        /** The schedule of which it is a run. */
        public Builder schedule(@Nullable UUID value) {
            scheduleId = value;
            return this;
        }

        /** The task. */
        public NewTask build() {
            return new NewTask(
                    id,
                    idChosen,
                    name,
                    queue,
                    priority,
                    key,
                    timing,
                    unique,
                    maxRetries,
                    options,
                    arguments,
                    headers,
                    labels,
                    rootId,
                    parentId,
                    createdBy,
                    context,
                    step,
                    scheduleId);
        }
    }
}
