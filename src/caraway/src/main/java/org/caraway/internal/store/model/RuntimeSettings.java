package org.caraway.internal.store.model;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What was set at run time, on all workers together, as it stood when it was read. Immutable.
 *
 * @param queues by name, those alone for which something was set
 * @param definitions by name, likewise
 */
public record RuntimeSettings(Map<String, QueueControl> queues, Map<String, DefinitionControl> definitions) {

    /** Nothing was. */
    public static final RuntimeSettings NONE = new RuntimeSettings(Map.of(), Map.of());

    /** Copies the maps. */
    public RuntimeSettings {
        queues = Map.copyOf(queues);
        definitions = Map.copyOf(definitions);
    }

    /** Written out here and below, as the virtual machine would keep the class of a record whose own it makes (JDK-8078641). */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RuntimeSettings controls
                && queues.equals(controls.queues)
                && definitions.equals(controls.definitions);
    }

    @Override
    public int hashCode() {
        return Objects.hash(queues, definitions);
    }

    /** What was set for this queue. */
    public QueueControl queue(String name) {
        return queues.getOrDefault(name, QueueControl.NONE);
    }

    /** What was set for this task definition. */
    public DefinitionControl definition(String name) {
        return definitions.getOrDefault(name, DefinitionControl.NONE);
    }

    /**
     * What was set for a queue; null for nothing. Immutable.
     *
     * @param paused whether nothing is claimed from it
     * @param maxConcurrent how many of its tasks may run at the same time
     * @param maxLength how many may wait in it
     * @param slots how many slots each worker that serves it has for it
     */
    public record QueueControl(
            boolean paused,
            @Nullable Integer maxConcurrent,
            @Nullable Integer maxLength,
            @Nullable Integer slots) {

        /** Nothing was set. */
        public static final QueueControl NONE = new QueueControl(false, null, null, null);

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof QueueControl control
                    && paused == control.paused
                    && Objects.equals(maxConcurrent, control.maxConcurrent)
                    && Objects.equals(maxLength, control.maxLength)
                    && Objects.equals(slots, control.slots);
        }

        @Override
        public int hashCode() {
            return Objects.hash(paused, maxConcurrent, maxLength, slots);
        }
    }

    /**
     * What was set for a task definition, as text; null for nothing. Immutable.
     *
     * @param paused whether no task of it is claimed
     * @param rateLimit as {@link org.caraway.Task#rateLimit()}
     * @param maxConcurrent as {@link org.caraway.Task#maxConcurrent()}
     * @param softTimeLimit as {@link org.caraway.Task#softTimeLimit()}
     * @param timeLimit as {@link org.caraway.Task#timeLimit()}
     */
    public record DefinitionControl(
            boolean paused,
            @Nullable String rateLimit,
            @Nullable String maxConcurrent,
            @Nullable String softTimeLimit,
            @Nullable String timeLimit) {

        /** Nothing was set. */
        public static final DefinitionControl NONE = new DefinitionControl(false, null, null, null, null);

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof DefinitionControl control
                    && paused == control.paused
                    && Objects.equals(rateLimit, control.rateLimit)
                    && Objects.equals(maxConcurrent, control.maxConcurrent)
                    && Objects.equals(softTimeLimit, control.softTimeLimit)
                    && Objects.equals(timeLimit, control.timeLimit);
        }

        @Override
        public int hashCode() {
            return Objects.hash(paused, rateLimit, maxConcurrent, softTimeLimit, timeLimit);
        }
    }
}
