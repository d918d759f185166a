package org.caraway.internal.store.model;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The place of a task in a workflow. Immutable.
 *
 * @param workflowId the workflow, which has the id of the task whose result is its own
 * @param name the name that the application gave the step, null for none
 * @param groupId the group that the task is a member of, null for none
 * @param groupIndex its place in the group, from 0; null without a group
 * @param after what releases it, null if nothing has to finish before
 * @param input where its first arguments come from, null if the call has them all
 * @param waiting whether it is {@code WAITING} when it is inserted
 * @param node its place in the composition, which equal members of a group share
 */
public record StepPlace(
        UUID workflowId,
        @Nullable String name,
        @Nullable UUID groupId,
        @Nullable Integer groupIndex,
        @Nullable After after,
        @Nullable Input input,
        boolean waiting,
        int node) {

    /** What the end of a predecessor must be, so that the step is released; with another end it is ended or skipped. */
    public enum When {
        /** It has succeeded. Otherwise the step ends as the predecessor did. */
        SUCCESS,
        /** It has succeeded. Otherwise the step is skipped. */
        CALLBACK,
        /** It has not succeeded. Otherwise the step is skipped. */
        FAILURE,
        /** It has returned true. */
        TRUE,
        /** It has returned anything but true. */
        FALSE,
        /** It is the step's own group, which bounds how many of its members run at once, and it is the step's turn. */
        SLOT
    }

    /**
     * The predecessor. Immutable.
     *
     * @param id the task, or group, whose end releases the step
     * @param when how it must end
     * @param slot with {@link When#SLOT}, the place in the group that begins with this step
     */
    public record After(UUID id, When when, @Nullable Integer slot) {

        /** Released by the end of a task or group. */
        public After(UUID id, When when) {
            this(id, when, null);
        }
    }

    /** In which form the step takes the result of a task or group. */
    public enum Mode {
        /** As its first argument. */
        VALUE,
        /** The results of a group's members as one argument each. */
        SPREAD,
        /** State, result and error together, as its first argument. */
        OUTCOME,
        /** An element of the list of a fan-out; only in its template. */
        ELEMENT
    }

    /**
     * The source of the first arguments. Immutable.
     *
     * @param id the task or group
     * @param mode in which form they are taken
     */
    public record Input(UUID id, Mode mode) {}
}
