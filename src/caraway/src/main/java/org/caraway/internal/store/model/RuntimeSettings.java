package org.caraway.internal.store.model;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The run-time settings for all workers, at the time when they were read. Immutable.
 *
 * @param queues by name, only those with settings
 * @param definitions by name, likewise
 */
public record RuntimeSettings(Map<String, QueueControl> queues, Map<String, DefinitionControl> definitions) {

    /** No settings. */
    public static final RuntimeSettings NONE = new RuntimeSettings(Map.of(), Map.of());

    /** Copies the maps. */
    public RuntimeSettings {
        queues = Map.copyOf(queues);
        definitions = Map.copyOf(definitions);
    }

    /**
     * Explicit here and below, because the virtual machine keeps the class of a record whose generated methods it has
     * linked (JDK-8078641).
     */
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

    /** The settings of this queue. */
    public QueueControl queue(String name) {
        return queues.getOrDefault(name, QueueControl.NONE);
    }

    /** The settings of this task definition. */
    public DefinitionControl definition(String name) {
        return definitions.getOrDefault(name, DefinitionControl.NONE);
    }

    /**
     * The settings of a queue; null where nothing is set. Immutable.
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

        /** No settings. */
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
     * The settings of a task definition, as text; null where nothing is set. Immutable.
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

        /** No settings. */
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
