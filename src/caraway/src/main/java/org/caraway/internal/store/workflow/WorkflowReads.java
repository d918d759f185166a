package org.caraway.internal.store.workflow;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.caraway.TaskState;
import org.caraway.admin.WorkflowView;
import org.jspecify.annotations.Nullable;

/** Reads workflows: groups, and the places of steps. All join. Thread-safe. */
public interface WorkflowReads {

    /** Where the task is in its workflow, as text; its name if it is no step, absent if there is no such task. */
    Optional<String> path(UUID id);

    /**
     * The members of a group. Immutable.
     *
     * @param finished whether the group is finished, which does not mean that its members are
     * @param size how many members it has, 0 if that is not known yet
     * @param states how many of them are in which state
     */
    record Members(boolean finished, int size, Map<TaskState, Integer> states) {}

    /** The members of the group with this id, absent if there is none. */
    Optional<Members> members(UUID group);

    /** The id of a member, absent if there is none at this place. */
    Optional<UUID> member(UUID group, int index);

    /**
     * A page of the view of a workflow.
     *
     * @param any the workflow, or one of its steps and groups
     * @param after the key of the last node of the page before, null for the first page
     * @return absent if there is no such step
     */
    Optional<WorkflowView> view(UUID any, @Nullable String after, int limit);

    /**
     * A member that is finished. Immutable.
     *
     * @param index its place
     * @param id its id
     * @param finishedAt when it was finished
     */
    record FinishedMember(int index, UUID id, Instant finishedAt) {}

    /**
     * The finished members in the order of their ends.
     *
     * @param since only those that were finished at this instant or later, null for all
     */
    List<FinishedMember> finishedMembers(UUID group, @Nullable Instant since);
}
