package org.caraway.internal.store.workflow;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.caraway.internal.store.audit.AuditNote;
import org.caraway.internal.store.model.InsertedTask;
import org.caraway.internal.store.model.StepPlace;
import org.caraway.internal.store.model.WorkflowPlan;

/** Workflows: inserted as a whole, and the results of their steps. Thread-safe. */
public interface Workflows {

    /**
     * A workflow that was inserted, or not. Immutable.
     *
     * @param last the task whose result is the workflow's; an existing one if its id or unique key was taken, and then
     *     nothing was inserted
     * @param advance what has followed at once, as for groups without members
     */
    record Inserted(InsertedTask last, Advance advance) {}

    /**
     * Inserts all steps, or none. Joins.
     *
     * @throws org.caraway.CarawayException if it has too many steps and groups
     */
    Inserted insert(WorkflowPlan plan);

    /**
     * Checks the size of a workflow.
     *
     * @throws IllegalArgumentException if it has more steps and groups than the settings allow
     */
    void admit(WorkflowPlan plan);

    /**
     * The first arguments of a step, each as JSON, from the results of its predecessor. Joins.
     *
     * @throws org.caraway.CarawayException if a result is gone or cannot be decoded
     */
    List<String> arguments(StepPlace.Input input);

    /**
     * Pauses a workflow: its steps that are due, or become due, wait; running ones continue. Joins.
     *
     * @return false if there is none with this id, or it is paused
     */
    boolean pause(UUID id, AuditNote note);

    /**
     * Resumes a paused workflow. Joins.
     *
     * @return what has followed at once; absent if there is none with this id, or it is not paused
     */
    Optional<Advance> resume(UUID id, AuditNote note);

    /** The reads that show workflows. */
    WorkflowReads reads();

    /** The result of a finished step or group as JSON; as {@link #arguments}. */
    String result(UUID id);
}
