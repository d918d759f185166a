package org.caraway.internal.store.workflow;

import java.util.UUID;
import org.caraway.TaskState;
import org.jspecify.annotations.Nullable;

/**
 * A step or group of a workflow that has just been finished. Immutable.
 *
 * @param id its id
 * @param state its final state
 * @param groupId the group that it is a member of, null for none
 * @param groupIndex its place in the group
 * @param causeId the step whose end it shares, null if it ended by itself
 * @param counted whether it is a group that was finished because of its members
 */
record FinishedNode(
        UUID id,
        TaskState state,
        @Nullable UUID groupId,
        int groupIndex,
        @Nullable UUID causeId,
        boolean counted) {

    boolean succeeded() {
        return state == TaskState.SUCCESS;
    }

    /** Whether what depends on it ends with it. */
    boolean failed() {
        return state != TaskState.SUCCESS && state != TaskState.SKIPPED;
    }

    /** The step that ended by itself. */
    UUID cause() {
        return causeId == null ? id : causeId;
    }
}
